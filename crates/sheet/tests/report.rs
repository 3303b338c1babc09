//! The report of an import as JSON, as the command line prints it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::one;
use serde_json::json;

#[test]
fn the_report_has_the_shape_that_the_command_line_promises() {
    let found = one(
        "a.xlsx",
        "站点",
        "2022年驿站站点一览\n站点名称|板块|公共活动面积\n云帆站|甲区|86.5\n湖东站|甲区|若干\n合计|2家|90\n注：以上\n",
    );
    let report = serde_json::to_value(&found).unwrap();
    assert_eq!(
        report,
        json!({
            "sheets": [{
                "name": "站点",
                "state": "recognised",
                "metric": "station.site",
                "metrics": ["station.site", "station.area_m2"],
                "header_row": 2,
                "columns": {"title": "A", "org": "B", "area": "C"},
                "rows": 2,
                "accepted": 1,
                "rejected": [{"cell": "C4", "value": "若干", "reason": "“若干” is no number; write a figure such as 12"}],
                "skipped": [{"row": 5, "why": "total"}, {"row": 6, "why": "note"}],
                "totals": [
                    {"cell": "B5", "stated": 2, "sum": 1, "agrees": false},
                    {"cell": "C5", "stated": 90, "sum": 86.5, "agrees": false}
                ]
            }],
            "warnings": []
        })
    );
}
