//! Bars drawn on the server: few kinds, direct labels, unit in the title, readable in black print and without script.

use std::fmt::Write;

use crate::Markup;
use crate::form::plain;
use crate::markup::escape;

/// One bar, or the two parts of one: 有名单 below, 仅报总数 hatched on top.
#[derive(Clone, Debug)]
pub struct Bar {
    /// 1月, 昆山市
    pub label: String,
    /// Scaled as the chart says.
    pub value: i64,
    /// The second part, or the second bar of a pair.
    pub second: i64,
    /// Where it leads.
    pub href: Option<String>,
}

impl Bar {
    /// A bar of one value.
    pub fn new(label: impl Into<String>, value: i64) -> Bar {
        Bar { label: label.into(), value, second: 0, href: None }
    }

    /// With a second value.
    #[must_use]
    pub fn second(mut self, value: i64) -> Bar {
        self.second = value;
        self
    }

    /// Leading to its proof.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Bar {
        self.href = Some(href.into());
        self
    }
}

/// A bar chart.
#[derive(Clone, Debug)]
pub struct BarChart {
    title: String,
    unit: String,
    decimals: u32,
    bars: Vec<Bar>,
    /// Names of the two values, when there are two, and whether they stand beside each other.
    parts: Option<(String, String, bool)>,
    width: i64,
}

const HEIGHT: i64 = 150;
const TOP: i64 = 18;
const BOTTOM: i64 = 20;
/// Below this many pixels a bar the labels of values would touch each other.
const LABEL_WIDTH: i64 = 26;

impl BarChart {
    /// A chart titled 各月场次, in a unit (场次), of values with a scale of 1 or 100.
    pub fn new(title: impl Into<String>, unit: impl Into<String>, scale: i64) -> BarChart {
        let decimals = scale.max(1).ilog10();
        BarChart { title: title.into(), unit: unit.into(), decimals, bars: Vec::new(), parts: None, width: 720 }
    }

    /// With these bars, in order.
    #[must_use]
    pub fn bars(mut self, bars: impl IntoIterator<Item = Bar>) -> BarChart {
        self.bars.extend(bars);
        self
    }

    /// The second value stands on the first (有名单, 仅报总数).
    #[must_use]
    pub fn stacked(mut self, first: &str, second: &str) -> BarChart {
        self.parts = Some((first.to_owned(), second.to_owned(), false));
        self
    }

    /// The second value stands beside the first (本期, 去年同期).
    #[must_use]
    pub fn paired(mut self, first: &str, second: &str) -> BarChart {
        self.parts = Some((first.to_owned(), second.to_owned(), true));
        self
    }

    /// So many pixels wide (a side panel has 340); 720 unless said.
    #[must_use]
    pub fn width(mut self, pixels: u16) -> BarChart {
        self.width = i64::from(pixels).max(160);
        self
    }

    /// The chart as a figure with title and SVG; nothing when there is nothing to draw.
    pub fn render(&self) -> Markup {
        if self.bars.is_empty() {
            return Markup::empty();
        }
        let title = format!("{}（单位：{}）", self.title, self.unit);
        let spoken: Vec<String> = self.bars.iter().map(|bar| self.spoken(bar)).collect();
        // A picture hides what is in it from those who listen; bars that lead somewhere must not be hidden.
        let role = if self.bars.iter().any(|bar| bar.href.is_some()) { "group" } else { "img" };
        let mut svg = format!(
            "<svg class=\"bars\" viewBox=\"0 0 {w} {HEIGHT}\" width=\"{w}\" height=\"{HEIGHT}\" role=\"{role}\" aria-label=\"{}\">",
            escape(&format!("{title}：{}", spoken.join("，"))),
            w = self.width
        );
        svg.push_str("<defs><pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path d=\"M0 0v5\" class=\"hatch\"/></pattern></defs>");
        let step = self.width / i64::try_from(self.bars.len()).unwrap_or(1).max(1);
        for (index, bar) in self.bars.iter().enumerate() {
            self.draw(&mut svg, bar, step.max(4) * i64::try_from(index).unwrap_or(0), step.max(4));
        }
        let _ = write!(svg, "<path class=\"axis\" d=\"M0 {y}.5H{w}\"/></svg>", y = HEIGHT - BOTTOM, w = self.width);
        let key = self.parts.as_ref().map(|(first, second, beside)| {
            let kind = if *beside { "pale" } else { "hatched" };
            format!("<span class=\"key first\">{}</span><span class=\"key {kind}\">{}</span>", escape(first), escape(second))
        });
        Markup::trusted(format!(
            "<figure class=\"chart\"><figcaption>{}{}</figcaption><div class=\"scroll\" tabindex=\"0\">{svg}</div></figure>",
            escape(&title),
            key.unwrap_or_default()
        ))
    }

    fn spoken(&self, bar: &Bar) -> String {
        let first = plain(bar.value, self.decimals);
        match &self.parts {
            Some((a, b, _)) => format!("{} {a} {first} {b} {}", bar.label, plain(bar.second, self.decimals)),
            None => format!("{} {first}", bar.label),
        }
    }

    fn top(&self) -> i64 {
        let beside = self.parts.as_ref().is_some_and(|parts| parts.2);
        let height = |bar: &Bar| if beside { bar.value.max(bar.second) } else { bar.value.max(0) + bar.second.max(0) };
        self.bars.iter().map(height).max().unwrap_or(0).max(1)
    }

    /// Pixels of a value: none for zero, at least one for anything more, so that little is not taken for nothing.
    fn pixels(&self, value: i64) -> i64 {
        let room = i128::from(HEIGHT - TOP - BOTTOM);
        let exact = i128::from(value.max(0)) * room / i128::from(self.top());
        i64::try_from(exact).unwrap_or(0).max(i64::from(value > 0))
    }

    fn draw(&self, svg: &mut String, bar: &Bar, x: i64, step: i64) {
        let (base, middle) = (HEIGHT - BOTTOM, x + step / 2);
        let beside = self.parts.as_ref().is_some_and(|parts| parts.2);
        let width = (step * 2 / 3).clamp(2, 46);
        let (first, second) = (self.pixels(bar.value), self.pixels(bar.second));
        if let Some(href) = &bar.href {
            let _ = write!(svg, "<a href=\"{}\">", escape(href));
        }
        let mut rect = |class: &str, x: i64, y: i64, w: i64, h: i64| {
            if h > 0 {
                let _ = write!(svg, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>");
            }
        };
        let left = middle - width / 2;
        if beside {
            rect("first", left, base - first, (width / 2).max(1), first);
            rect("pale", left + width / 2, base - second, (width / 2).max(1), second);
        } else {
            rect("first", left, base - first, width, first);
            rect("hatched", left, base - first - second, width, second);
        }
        let high = if beside { first.max(second) } else { first + second };
        if step >= LABEL_WIDTH {
            let value = if beside { bar.value } else { bar.value + bar.second };
            let _ = write!(svg, "<text class=\"v\" x=\"{middle}\" y=\"{}\">{}</text>", base - high - 4, plain(value, self.decimals));
        }
        let mut room = step.max(13);
        let fits = |c: &char| {
            room -= if c.is_ascii() { 7 } else { 13 };
            room >= 0
        };
        let label: String = bar.label.chars().take_while(fits).collect();
        if step >= 13 {
            let _ = write!(svg, "<text x=\"{middle}\" y=\"{}\">{}</text>", HEIGHT - 6, escape(&label));
        }
        if bar.href.is_some() {
            svg.push_str("</a>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_names_its_unit_says_every_value_and_never_hides_a_little() {
        let chart = BarChart::new("各月场次", "场次", 1).bars([Bar::new("1月", 1), Bar::new("2月", 10_000).href("/figures?m=<2>")]);
        let html = chart.render().into_string();
        assert!(html.contains("各月场次（单位：场次）"));
        assert!(html.contains("1月 1，2月 10000"));
        assert!(html.contains("height=\"1\"/>"), "{html}");
        assert!(html.contains("href=\"/figures?m=&lt;2&gt;\"") && html.contains("role=\"group\""));
    }
}
