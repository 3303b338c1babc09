//! x
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let b = std::fs::read(&p).unwrap();
    let t = std::time::Instant::now();
    let w = match sheet::read(&b, &p, &sheet::Limits::default()) {
        Ok(w) => w,
        Err(e) => {
            println!("{e}\n{}", e.chinese());
            return;
        }
    };
    let r = sheet::recognise(&w, None, &sheet::Context::default());
    eprintln!("{:?}", t.elapsed());
    println!("{}", serde_json::to_string(&r).unwrap());
    if std::env::args().nth(2).is_some() {
        for row in &r.rows {
            println!(
                "{} {} {} {:?} {} {:?} {:?}",
                row.sheet,
                row.row,
                row.day,
                row.until,
                row.title,
                row.org,
                row.lines
                    .iter()
                    .map(|l| (
                        l.metric,
                        l.quantity,
                        l.subjects.iter().map(|s| s.name.clone()).collect::<Vec<_>>(),
                        l.cell.clone(),
                        l.declared
                    ))
                    .collect::<Vec<_>>()
            );
        }
        println!("{:?}", sheet::marks(&w));
        println!("{}", r.profile.to_toml());
        for m in &r.members {
            println!("{m:?}")
        }
    }
}
