//! Which library methods make their result from constants, and how.

/// Classes whose values a user or a server can change.
const SETTINGS: [&[u8]; 8] = [
    b"Landroid/content/SharedPreferences;",
    b"Lorg/json/JSONObject;",
    b"Lorg/json/JSONArray;",
    b"Lcom/tencent/mmkv/MMKV;",
    b"Lcom/google/firebase/remoteconfig/FirebaseRemoteConfig;",
    b"Lcom/google/firebase/remoteconfig/FirebaseRemoteConfigValue;",
    b"Lcom/alibaba/fastjson/JSONObject;",
    b"Ljava/util/Properties;",
];

/// Whether a class holds preferences, JSON or remote configuration.
pub(super) fn is_settings(class: &[u8]) -> bool {
    SETTINGS.contains(&class)
}

/// How a library method makes its result; numbers are words of the call.
#[derive(Debug, Clone, Copy)]
pub(super) enum Makes {
    /// One text from the receiver.
    Text(fn(&str) -> String),
    Substring,
    Replace,
    Concat,
    Format {
        pattern: usize,
    },
    /// Text of a value whose type begins with the letter.
    Shown(u8),
    /// Text of bytes or characters, at this word.
    Whole {
        word: usize,
        chars: bool,
    },
    Bytes,
    Chars,
    Base64 {
        word: usize,
    },
    Parsed(u8),
    Resource,
    ResourceList,
    Default {
        word: usize,
    },
    Package,
    ClassName,
    /// Math of one or two doubles.
    Math1(fn(f64) -> f64),
    Math2(fn(f64, f64) -> f64),
    /// Units of time: nanoseconds of one unit of the result.
    Time(i64),
    Sensor,
    /// An object known by the first constant it was made with.
    Held,
    /// A component's class.
    Component,
}

/// What a method does, by class, name and descriptor.
pub(super) fn makes(class: &[u8], name: &[u8], descriptor: &str) -> Option<Makes> {
    let float = |c: &[u8]| c == b"Ljava/lang/Float;";
    Some(match (class, name) {
        (b"Ljava/lang/String;", b"trim" | b"strip") => Makes::Text(|text| text.trim().to_owned()),
        (b"Ljava/lang/String;", b"toLowerCase") => Makes::Text(str::to_lowercase),
        (b"Ljava/lang/String;", b"toUpperCase") => Makes::Text(str::to_uppercase),
        (b"Ljava/lang/String;", b"substring") => Makes::Substring,
        (b"Ljava/lang/String;", b"replace") => Makes::Replace,
        (b"Ljava/lang/String;", b"concat") => Makes::Concat,
        (b"Ljava/lang/String;", b"format") if descriptor.starts_with("(Ljava/lang/String;") => {
            Makes::Format { pattern: 0 }
        }
        (b"Ljava/lang/String;", b"format") => Makes::Format { pattern: 1 },
        (b"Ljava/lang/String;", b"valueOf" | b"copyValueOf") => match descriptor.as_bytes().get(1) {
            Some(b'[') => Makes::Whole { word: 0, chars: true },
            Some(letter) => Makes::Shown(*letter),
            None => return None,
        },
        (b"Ljava/lang/String;", b"<init>") if descriptor.starts_with("([B") => {
            Makes::Whole { word: 1, chars: false }
        }
        (b"Ljava/lang/String;", b"<init>") if descriptor == "([C)V" => Makes::Whole { word: 1, chars: true },
        (b"Ljava/lang/String;", b"<init>") if descriptor == "(Ljava/lang/String;)V" => Makes::Held,
        (b"Ljava/lang/String;", b"getBytes") => Makes::Bytes,
        (b"Ljava/lang/String;", b"toCharArray") => Makes::Chars,
        (b"Ljava/lang/Integer;" | b"Ljava/lang/Long;", b"toString") if descriptor.starts_with("(I") => {
            Makes::Shown(b'I')
        }
        (b"Landroid/util/Base64;", b"decode") => Makes::Base64 { word: 0 },
        (b"Ljava/util/Base64$Decoder;", b"decode") => Makes::Base64 { word: 1 },
        (b"Ljava/lang/Integer;", b"parseInt") => Makes::Parsed(b'I'),
        (b"Ljava/lang/Long;", b"parseLong") => Makes::Parsed(b'J'),
        (_, b"parseFloat") if float(class) => Makes::Parsed(b'F'),
        (b"Ljava/lang/Double;", b"parseDouble") => Makes::Parsed(b'D'),
        (b"Ljava/lang/Class;", b"getName") => Makes::ClassName,
        (b"Ljava/lang/Math;" | b"Ljava/lang/StrictMath;", _) => math(name, descriptor)?,
        (b"Ljava/util/concurrent/TimeUnit;", b"toNanos") => Makes::Time(1),
        (b"Ljava/util/concurrent/TimeUnit;", b"toMicros") => Makes::Time(1_000),
        (b"Ljava/util/concurrent/TimeUnit;", b"toMillis") => Makes::Time(1_000_000),
        (b"Ljava/util/concurrent/TimeUnit;", b"toSeconds") => Makes::Time(1_000_000_000),
        (b"Landroid/hardware/SensorManager;", b"getDefaultSensor") => Makes::Sensor,
        (b"Landroid/content/ComponentName;", b"<init>") => Makes::Component,
        (b"Landroid/content/Intent;", b"setClassName") => Makes::Component,
        (b"Landroid/content/Intent;", b"setComponent" | b"setClass") => Makes::Held,
        (
            b"Landroid/content/Intent;"
            | b"Landroid/content/IntentFilter;"
            | b"Ljava/io/File;"
            | b"Ljava/net/URL;",
            b"<init>",
        ) => Makes::Held,
        (_, b"getProperty") if descriptor == "(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;" => {
            Makes::Default { word: if class == b"Ljava/lang/System;" { 1 } else { 2 } }
        }
        _ if is_settings(class) && takes_default(name, descriptor) => Makes::Default { word: 2 },
        (_, b"getPackageName") if descriptor == "()Ljava/lang/String;" => Makes::Package,
        (_, b"getString" | b"getText") if descriptor.starts_with("(I)Ljava/lang/") => Makes::Resource,
        (_, b"getInteger") if descriptor == "(I)I" => Makes::Resource,
        (_, b"getBoolean") if descriptor == "(I)Z" => Makes::Resource,
        (_, b"getFloat") if descriptor == "(I)F" => Makes::Resource,
        (_, b"getStringArray" | b"getTextArray" | b"getIntArray") if descriptor.starts_with("(I)[") => {
            Makes::ResourceList
        }
        _ => return None,
    })
}

fn math(name: &[u8], descriptor: &str) -> Option<Makes> {
    Some(match (name, descriptor) {
        (b"sqrt", "(D)D") => Makes::Math1(f64::sqrt),
        (b"abs", "(D)D") => Makes::Math1(f64::abs),
        (b"toRadians", "(D)D") => Makes::Math1(f64::to_radians),
        (b"toDegrees", "(D)D") => Makes::Math1(f64::to_degrees),
        (b"cos", "(D)D") => Makes::Math1(f64::cos),
        (b"sin", "(D)D") => Makes::Math1(f64::sin),
        (b"pow", "(DD)D") => Makes::Math2(f64::powf),
        (b"max", "(DD)D") => Makes::Math2(f64::max),
        (b"min", "(DD)D") => Makes::Math2(f64::min),
        _ => return None,
    })
}

/// `getInt(key, 12)` and the like: a key and what stands where it is missing.
fn takes_default(name: &[u8], descriptor: &str) -> bool {
    let named = [&b"get"[..], b"opt", b"decode"].iter().any(|start| name.starts_with(start));
    let rest = descriptor.strip_prefix("(Ljava/lang/String;").and_then(|rest| rest.split_once(')'));
    named && rest.is_some_and(|(given, made)| given == made)
}
