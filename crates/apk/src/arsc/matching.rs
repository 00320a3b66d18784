//! Which configuration the platform would pick: match, isBetterThan and isMoreSpecificThan.
//!
//! Locale scripts are those the table or the request states; where neither does we know the scripts of
//! Chinese regions and take other languages to have one. Regions compare by exact match, then by the CLDR
//! parents that matter (001, 150, 419, Hong Kong for Macao), then "no region".
//!
//! Source: AOSP libs/androidfw/ResourceTypes.cpp, LocaleData.cpp.

use super::config::{Config, DENSITY_ANY};

const FILIPINO: [u8; 2] = [0xad, 0x05];

impl Config {
    /// Whether a value for `self` may be used where `want` is asked for.
    pub fn matches(&self, want: &Self) -> bool {
        self.matches_locale(want) && self.matches_screen(want) && self.matches_input(want)
    }

    fn matches_locale(&self, want: &Self) -> bool {
        if (self.mcc != 0 && self.mcc != want.mcc) || (self.mnc != 0 && self.mnc != want.mnc) {
            return false;
        }
        if self.is_any_locale() {
            return true;
        }
        if !same_language(self.language, want.language) {
            return false;
        }
        match (likely_script(self), likely_script(want)) {
            (Some(mine), Some(wanted)) => mine == wanted,
            // Neither writes its script down: one language, one script.
            (None, None) => true,
            _ => self.country == [0; 2] || self.country == want.country,
        }
    }

    fn matches_screen(&self, want: &Self) -> bool {
        let exact = |mine: u8, wanted: u8| mine == 0 || mine == wanted;
        let at_most = |mine: u16, wanted: u16| mine == 0 || mine <= wanted;
        exact(self.screen_layout & 0xc0, want.screen_layout & 0xc0)
            && at_most(u16::from(self.screen_layout & 0x0f), u16::from(want.screen_layout & 0x0f))
            && exact(self.screen_layout & 0x30, want.screen_layout & 0x30)
            && exact(self.ui_mode & 0x0f, want.ui_mode & 0x0f)
            && exact(self.ui_mode & 0x30, want.ui_mode & 0x30)
            && at_most(self.smallest_width_dp, want.smallest_width_dp)
            && exact(self.screen_layout2 & 3, want.screen_layout2 & 3)
            && exact(self.color_mode & 0x0c, want.color_mode & 0x0c)
            && exact(self.color_mode & 3, want.color_mode & 3)
            && at_most(self.width_dp, want.width_dp)
            && at_most(self.height_dp, want.height_dp)
            && exact(self.orientation, want.orientation)
            && exact(self.touchscreen, want.touchscreen)
            && at_most(self.screen_width, want.screen_width)
            && at_most(self.screen_height, want.screen_height)
            && at_most(self.sdk, want.sdk)
            && (self.minor_version == 0 || self.minor_version == want.minor_version)
    }

    fn matches_input(&self, want: &Self) -> bool {
        let keys = self.input_flags & 3;
        let wanted_keys = want.input_flags & 3;
        // "Exposed" also suits a soft keyboard.
        if keys != 0 && keys != wanted_keys && !(keys == 1 && wanted_keys == 3) {
            return false;
        }
        let hidden = self.input_flags & 0x0c;
        (hidden == 0 || hidden == want.input_flags & 0x0c)
            && (self.keyboard == 0 || self.keyboard == want.keyboard)
            && (self.navigation == 0 || self.navigation == want.navigation)
    }

    /// Whether `self` suits `want` better than `other`; both must match it.
    pub fn is_better_than(&self, other: &Self, want: &Self) -> bool {
        if self.mcc != other.mcc && want.mcc != 0 {
            return self.mcc != 0;
        }
        if self.mnc != other.mnc && want.mnc != 0 {
            return self.mnc != 0;
        }
        if self.is_better_locale(other, want) {
            return true;
        }
        if other.is_better_locale(self, want) {
            return false;
        }
        if (self.screen_layout ^ other.screen_layout) & 0xc0 != 0 && want.screen_layout & 0xc0 != 0 {
            return self.screen_layout & 0xc0 > other.screen_layout & 0xc0;
        }
        if self.smallest_width_dp != other.smallest_width_dp {
            return self.smallest_width_dp > other.smallest_width_dp;
        }
        let (mine, theirs) = (self.distance_dp(want), other.distance_dp(want));
        if mine != theirs {
            return mine < theirs;
        }
        if let Some(better) = self.is_better_size(other, want) {
            return better;
        }
        let decided = [
            (self.screen_layout, other.screen_layout, want.screen_layout, 0x30),
            (self.screen_layout2, other.screen_layout2, want.screen_layout2, 0x03),
            (self.color_mode, other.color_mode, want.color_mode, 0x03),
            (self.color_mode, other.color_mode, want.color_mode, 0x0c),
            (self.orientation, other.orientation, want.orientation, 0xff),
            (self.ui_mode, other.ui_mode, want.ui_mode, 0x0f),
            (self.ui_mode, other.ui_mode, want.ui_mode, 0x30),
        ];
        for (mine, theirs, wanted, mask) in decided {
            if (mine ^ theirs) & mask != 0 && wanted & mask != 0 {
                return mine & mask != 0;
            }
        }
        if self.density != other.density {
            return self.is_better_density(other, want);
        }
        self.is_better_input(other, want)
    }

    fn is_better_input(&self, other: &Self, want: &Self) -> bool {
        if self.touchscreen != other.touchscreen && want.touchscreen != 0 {
            return self.touchscreen != 0;
        }
        let (mine, theirs, wanted) = (self.input_flags & 3, other.input_flags & 3, want.input_flags & 3);
        if mine != theirs && wanted != 0 && (mine == 0 || theirs == 0 || wanted == mine || wanted == theirs) {
            return mine != 0 && (theirs == 0 || wanted == mine);
        }
        let decided = [
            (self.input_flags & 0x0c, other.input_flags & 0x0c, want.input_flags & 0x0c),
            (self.keyboard, other.keyboard, want.keyboard),
            (self.navigation, other.navigation, want.navigation),
        ];
        for (mine, theirs, wanted) in decided {
            if mine != theirs && wanted != 0 {
                return mine != 0;
            }
        }
        let delta = |c: &Self| {
            let width = if want.screen_width == 0 {
                0
            } else {
                i32::from(want.screen_width) - i32::from(c.screen_width)
            };
            let height = if want.screen_height == 0 {
                0
            } else {
                i32::from(want.screen_height) - i32::from(c.screen_height)
            };
            width + height
        };
        if delta(self) != delta(other) {
            return delta(self) < delta(other);
        }
        if self.sdk != other.sdk && want.sdk != 0 {
            return self.sdk > other.sdk;
        }
        self.minor_version != other.minor_version && want.minor_version != 0 && self.minor_version != 0
    }

    fn distance_dp(&self, want: &Self) -> i32 {
        let part = |mine: u16, wanted: u16| if wanted == 0 { 0 } else { i32::from(wanted) - i32::from(mine) };
        part(self.width_dp, want.width_dp) + part(self.height_dp, want.height_dp)
    }

    fn is_better_size(&self, other: &Self, want: &Self) -> Option<bool> {
        let (mine, theirs, wanted) =
            (self.screen_layout & 0x0f, other.screen_layout & 0x0f, want.screen_layout & 0x0f);
        if mine == theirs || wanted == 0 {
            return None;
        }
        // Unstated counts as normal where at least normal is wanted.
        let fixed = |size: u8| if size == 0 && wanted >= 2 { 2 } else { size };
        Some(if fixed(mine) == fixed(theirs) { mine != 0 } else { fixed(mine) > fixed(theirs) })
    }

    fn is_better_density(&self, other: &Self, want: &Self) -> bool {
        let or_medium = |density: u16| i64::from(if density == 0 { 160 } else { density });
        let (mine, theirs) = (or_medium(self.density), or_medium(other.density));
        if mine == i64::from(DENSITY_ANY) || theirs == i64::from(DENSITY_ANY) {
            return mine == i64::from(DENSITY_ANY);
        }
        let wanted = if want.density == DENSITY_ANY { 160 } else { or_medium(want.density) };
        let (high, low) = (mine.max(theirs), mine.min(theirs));
        let mine_is_high = mine >= theirs;
        if wanted >= high {
            return mine_is_high;
        }
        if low >= wanted {
            return !mine_is_high;
        }
        // Scaling down is twice as good as scaling up.
        if (2 * low - wanted) * high > wanted * wanted {
            !mine_is_high
        } else {
            mine_is_high
        }
    }

    fn is_better_locale(&self, other: &Self, want: &Self) -> bool {
        if want.is_any_locale() || (self.is_any_locale() && other.is_any_locale()) {
            return false;
        }
        if !same_language(self.language, other.language) {
            if want.language == *b"en" && want.country == *b"US" {
                // For US English the default counts as US English.
                let us = |c: &Self| c.country == [0; 2] || c.country == *b"US";
                return if self.language == [0; 2] { !us(other) } else { us(self) };
            }
            return self.language != [0; 2];
        }
        let (mine, theirs) = (region_rank(self.country, want), region_rank(other.country, want));
        if mine != theirs {
            return mine < theirs;
        }
        let exact = |mine: &[u8], theirs: &[u8], wanted: &[u8]| (mine == wanted, theirs == wanted);
        for (mine, theirs) in [
            exact(&self.variant, &other.variant, &want.variant),
            exact(&self.numbering, &other.numbering, &want.numbering),
            exact(&self.language, &other.language, &want.language),
        ] {
            if mine != theirs {
                return mine;
            }
        }
        false
    }
}

fn same_language(a: [u8; 2], b: [u8; 2]) -> bool {
    a == b || (a == *b"tl" && b == FILIPINO) || (a == FILIPINO && b == *b"tl")
}

/// The script stated, or that of a Chinese region.
fn likely_script(config: &Config) -> Option<[u8; 4]> {
    if config.script != [0; 4] {
        return Some(config.script);
    }
    (config.language == *b"zh").then_some(match &config.country {
        b"TW" | b"HK" | b"MO" => *b"Hant",
        _ => *b"Hans",
    })
}

/// How near a region is to the one wanted: smaller is nearer.
fn region_rank(country: [u8; 2], want: &Config) -> u8 {
    /// "001", "150" and "419" as ResTable_config packs them.
    const WORLD: [u8; 2] = [0x84, 0x00];
    const EUROPE: [u8; 2] = [0x80, 0xa1];
    const LATIN_AMERICA: [u8; 2] = [0xa4, 0x24];
    let parent = match country {
        WORLD => 2,
        EUROPE => 1,
        LATIN_AMERICA if want.language == *b"es" => 2,
        _ if country == *b"HK" && want.country == *b"MO" => 1,
        _ if country == *b"PT" && want.language == *b"pt" && want.country != *b"BR" => 2,
        _ => 4,
    };
    if country == want.country {
        0
    } else if country == [0; 2] {
        3
    } else {
        parent
    }
}
