//! Which lines head others, told by their form alone, so that flat text has context too.

/// Longest line, in characters, that may be a heading.
const HEADING_CHARACTERS: usize = 40;
/// How many headings above a line are kept.
const DEPTH: usize = 4;

/// How a line is numbered: lines of one style head lines of the styles that begin below them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    /// `第一条`
    Article,
    /// `一、`
    Chinese,
    /// `（一）`
    ChineseBracket,
    /// `1、`
    Digit,
    /// `1.1`
    DigitTwo,
    /// `1.1.1`
    DigitThree,
    /// `（1）`
    DigitBracket,
    /// `①`
    Circle,
    /// `a.`
    Letter,
}

/// The headings each line stands under, as indices of lines, outermost first.
pub fn paths<S: AsRef<str>>(lines: &[S]) -> Vec<Vec<usize>> {
    let mut above: Vec<(Style, usize)> = Vec::new();
    let mut paths = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let line = line.as_ref();
        if heads(line) {
            let style = style(line);
            if let Some(depth) = above.iter().position(|(other, _)| *other == style) {
                above.truncate(depth);
            }
            paths.push(above.iter().map(|(_, at)| *at).collect());
            above.push((style, at));
            if above.len() > DEPTH {
                above.remove(0);
            }
        } else {
            paths.push(above.iter().map(|(_, at)| *at).collect());
        }
    }
    paths
}

/// Whether a line looks like a heading: short, no sentence's end, at most one breath.
pub fn heads(line: &str) -> bool {
    let end = line.char_indices().nth(HEADING_CHARACTERS + 1);
    let Some(last) = line.chars().next_back() else { return false };
    end.is_none()
        && !"。；！？;!?，,：:、”》）".contains(last)
        && !line.chars().skip(4).any(|c| matches!(c, '，' | '。' | '；'))
}

/// How a line is numbered.
pub fn style(line: &str) -> Style {
    let mut rest = line.chars().peekable();
    let Some(first) = rest.next() else { return Style::Plain };
    let mut run = |of: fn(char) -> bool| -> usize {
        let mut length = 0;
        while length < 4 && rest.next_if(|c| of(*c)).is_some() {
            length += 1;
        }
        length
    };
    match first {
        '第' if run(|c| chinese(c) || c.is_ascii_digit()) > 0 => {
            after(rest.next(), "条章节部", Style::Article)
        }
        '①'..='⑳' => Style::Circle,
        '（' | '(' | '【' => {
            let inside = [(run(chinese), Style::ChineseBracket), (run(digit), Style::DigitBracket)];
            match inside.into_iter().find(|(length, _)| *length > 0) {
                Some((_, style)) => after(rest.next(), "）)】", style),
                None => Style::Plain,
            }
        }
        c if chinese(c) => {
            run(chinese);
            after(rest.next(), "、.．,， ", Style::Chinese)
        }
        c if c.is_ascii_digit() => {
            run(digit);
            let mut parts = 1;
            while parts < 3 && rest.next_if(|c| matches!(c, '.' | '．')).is_some() {
                if rest.next_if(|c| digit(*c)).is_none() {
                    return if parts > 1 { Style::DigitTwo } else { Style::Digit };
                }
                while rest.next_if(|c| digit(*c)).is_some() {}
                parts += 1;
            }
            match parts {
                1 => after(rest.next(), "、)） ,，", Style::Digit),
                2 => Style::DigitTwo,
                _ => Style::DigitThree,
            }
        }
        c if c.is_ascii_alphabetic() => after(rest.next(), ".、)）", Style::Letter),
        _ => Style::Plain,
    }
}

fn after(next: Option<char>, marks: &str, style: Style) -> Style {
    next.filter(|c| marks.contains(*c)).map_or(Style::Plain, |_| style)
}

fn chinese(c: char) -> bool {
    "一二三四五六七八九十百".contains(c)
}

fn digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::{heads, paths, style, Style};

    #[test]
    fn numbering_is_told_apart() {
        for (line, expected) in [
            ("第一条 总则", Style::Article),
            ("十一、联系我们", Style::Chinese),
            ("（二）共享", Style::ChineseBracket),
            ("3. 存储", Style::Digit),
            ("3、存储", Style::Digit),
            ("3.12 期限", Style::DigitTwo),
            ("3.1.2 期限", Style::DigitThree),
            ("3.1. 期限", Style::DigitTwo),
            ("（4）位置", Style::DigitBracket),
            ("①位置", Style::Circle),
            ("a.位置", Style::Letter),
            ("2022年更新", Style::Plain),
            ("一般条款", Style::Plain),
            ("（可选）", Style::Plain),
            ("", Style::Plain),
        ] {
            assert_eq!(style(line), expected, "{line}");
        }
    }

    #[test]
    fn a_heading_is_short_and_has_no_end() {
        assert!(heads("二、我们如何使用信息"));
        assert!(!heads("我们会使用信息。"));
        assert!(!heads("包括以下信息："));
        assert!(!heads("您可以联系我们，或者联系客服"));
        assert!(!heads(&"长".repeat(42)));
        assert!(!heads(""));
    }

    #[test]
    fn a_line_stands_under_the_headings_above_it() {
        let lines = ["一、收集", "（一）注册", "我们收集号码。", "（二）支付", "二、共享", "不共享。"];
        assert_eq!(paths(&lines), [vec![], vec![0], vec![0, 1], vec![0], vec![], vec![4]]);
    }
}
