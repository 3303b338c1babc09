//! GET and POST /period: 切换时段.

use axum::response::Response;
use kit::form::button;
use kit::{Failure, Field, Form, Input, Markup, Page, Staff};
use norms::Period;

use crate::{actions, rules};

fn form(staff: &Staff) -> Form {
    Form::new("/period")
        .submit("切换")
        .cancel("/")
        .legend("自定时段")
        .field(Field::day("from", "开始日期").required().value(staff.office.period.from))
        .field(Field::day("to", "结束日期").required().value(staff.office.period.to))
}

fn shown(staff: &Staff, form: &Form) -> Page {
    let now = staff.office.period;
    let one = |(name, period): (String, Period)| {
        let days = [("from", period.from.to_string()), ("to", period.to.to_string())];
        let hidden: Vec<(&str, &str)> = days.iter().map(|(name, day)| (*name, day.as_str())).collect();
        button(staff.token(), "/period", &name, &hidden)
    };
    let quick = rules::quick_periods(staff.today(), now).into_iter().map(one).fold(Markup::empty(), Markup::and);
    let quick = Markup::trusted("<div class=\"quick\">").and(quick).and(Markup::trusted("</div>"));
    let page = Page::new("切换时段").style("figures.css").back("首页", "/");
    let sub = format!("现在是{}。各页先显示这个时段，对本单位所有人生效；任何数据仍可按别的时段查看。", now.chinese());
    page.sub(&sub).body(quick).body(form.render(staff.token()))
}

/// GET /period
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    staff.read(&(), actions::may_set_period).await?;
    staff.page(shown(&staff, &form(&staff)))
}

/// POST /period
pub(super) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = form(&staff).read(&input);
    if let (true, Some(from), Some(to)) = (form.valid(), form.day("from"), form.day("to")) {
        match Period::new(from, to) {
            Some(period) => {
                staff.write(&period, actions::set_period).await?;
                return Ok(staff.said("/", &format!("已切换到{}。", period.chinese())));
            }
            None => form.fail("to", "结束日期不能早于开始日期。"),
        }
    }
    staff.page(shown(&staff, &form).invalid())
}
