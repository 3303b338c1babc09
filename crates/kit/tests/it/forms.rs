//! Forms keep what was typed, tables keep their filters, messages are shown once.

use crate::world::worlds;

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_says_how_to_mend_it() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    client.get("/notes/new").await.expect(200);
    let fields = [("title", ""), ("people", "若干<i>"), ("day", "2022-02-30")];
    let answer = client.submit("/notes/new", &fields).await.expect(422);
    let page = answer.text();
    assert!(page.contains("请填写标题。") && page.contains("不是数字") && page.contains("不是日历上的一天"), "{page}");
    assert!(page.contains("type=\"text\" value=\"2022-02-30\""), "a date field would lose what was typed: {page}");
    assert!(page.contains("若干&#60;i&#62;") || page.contains("若干&lt;i&gt;"), "{page}");
    assert!(!page.contains("<i>") && page.contains("href=\"#f-title\"") && page.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn the_id_of_the_record_stays_the_same_from_form_to_form() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    let id = |page: &str| page.split("name=\"record\" value=\"").nth(1).map(|rest| rest[..36].to_owned());
    let first = id(&client.get("/notes/new").await.text());
    let again = id(&client.submit("/notes/new", &[("title", "")]).await.expect(422).text());
    assert!(first.is_some());
    assert_eq!(first, again);
}

#[tokio::test]
async fn a_message_is_shown_once_and_cannot_be_put_there_by_others() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    client.get("/notes/new").await;
    client.submit("/notes/new", &[("title", "联学<b>"), ("people", "1,234")]).await.expect(200).shows("已登记“联学");
    assert!(!client.get("/notes").await.has("已登记"));
    client.set_cookie("yipanqi-flash", Some("00000000000000000000000000000000.evil"));
    assert!(!client.get("/notes").await.has("evil"));
}

#[tokio::test]
async fn filters_and_order_stay_in_the_address_of_links_and_downloads() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    let page = client.get("/notes?q=%E5%8A%A9&sort=title").await.expect(200).text();
    assert!(page.contains("value=\"助\""));
    assert!(page.contains("/notes?q=%E5%8A%A9&#38;sort=-title") || page.contains("/notes?q=%E5%8A%A9&amp;sort=-title"), "{page}");
    assert!(page.contains("/notes/csv?q=%E5%8A%A9"));
    assert!(page.contains("after=abc") && page.contains("aria-sort=\"ascending\""));
    let csv = client.get("/notes/csv").await.expect(200);
    assert!(csv.has("'=cmd|"), "{}", csv.text());
    assert!(csv.header("content-disposition").contains("filename*=UTF-8''%E7%AC%94%E8%AE%B0.csv"));
}

#[tokio::test]
async fn the_navigation_shows_what_one_may_open_and_marks_where_one_is() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    let page = client.get("/notes/new").await.text();
    assert!(page.contains("<a href=\"/notes\" class=\"both\" aria-current=\"page\">"), "{page}");
    assert!(page.contains("<a class=\"skip\" href=\"#main\">"));
}
