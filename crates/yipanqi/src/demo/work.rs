//! The year's work of the demonstration: believable records that add up exactly to the figures of the source report.

use base::OrgId;
use journal::model::{About, Code, Content, Line};
use ledger::metrics;
use ledger::{Subject, SubjectKind};
use norms::Day;

use super::names;
use super::orgs::Orgs;
use super::random::Random;

/// A record and how many days after its day it was entered.
pub struct Entry {
    /// What it says.
    pub content: Content,
    /// 0: the same day. Some districts hand in late.
    pub days_late: i64,
}

/// Makes the entries; every total is a number of the source report.
pub fn entries(orgs: &Orgs) -> Vec<Entry> {
    let mut maker = Maker { random: Random::new(20221031), out: Vec::new(), orgs };
    maker.study();
    maker.organisational_life();
    maker.front_line();
    maker.registers();
    maker.events();
    maker.services();
    maker.stations();
    maker.out.sort_by_key(|e| e.content.day);
    maker.out
}

struct Maker<'a> {
    random: Random,
    out: Vec<Entry>,
    orgs: &'a Orgs,
}

const FIRST: i64 = 20220101;

impl Maker<'_> {
    /// A working day between 4 January and 30 October.
    fn day(&mut self) -> Day {
        loop {
            let day = first().plus_days(self.random.between(3, 302));
            if day.weekday() <= 5 {
                return day;
            }
        }
    }

    /// So many working days, in order.
    fn days(&mut self, count: usize) -> Vec<Day> {
        let mut days: Vec<Day> = (0..count).map(|_| self.day()).collect();
        days.sort_unstable();
        days
    }

    fn add(&mut self, org: OrgId, day: Day, title: impl Into<String>, place: &str, lines: Vec<Line>) {
        let late = if self.random.below(25) == 0 { self.random.between(12, 40) } else { self.random.below(3) };
        self.push(org, day, None, title.into(), place, lines, late);
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a record")]
    fn push(&mut self, org: OrgId, day: Day, until: Option<Day>, title: String, place: &str, lines: Vec<Line>, days_late: i64) {
        let place = place.to_owned();
        let content = Content {
            org,
            day,
            until,
            day_assumed: false,
            title,
            place,
            remarks: String::new(),
            people: Vec::new(),
            lines,
            reported: None,
        };
        self.out.push(Entry { content, days_late });
    }

    fn times(&mut self, code: &str, org: OrgId, count: usize, titles: &[&str], places: &[&str]) {
        for day in self.days(count) {
            let (title, place) = (*self.random.of(titles), *self.random.of(places));
            self.add(org, day, title, place, vec![line(code, 1)]);
        }
    }

    /// 政治固本, 清风助力: centre group 9, lectures 8, political education 8, must-know 5, integrity classes 8, reminders 3.
    fn study(&mut self) {
        let (general, party, leaders) = (self.orgs.general_branch, self.orgs.party_group, self.orgs.secretariat);
        self.times(
            "study.centre_group",
            party,
            9,
            &["学习党的十九届六中全会精神", "学习省第十四次党代会精神", "学习庆祝建团一百周年大会精神", "学习党章和问责条例"],
            ROOMS,
        );
        self.times(
            "outreach.lecture",
            leaders,
            8,
            &["六中全会精神宣讲", "建团百年主题宣讲", "青年理论宣讲"],
            &["苏江高新技术学校", "松陵区青年之家", "线上", "金鸡园区企业服务中心"],
        );
        self.times("study.political_education", general, 8, &["形势政策教育", "党性教育", "国家安全教育", "先进事迹学习"], ROOMS);
        self.times("integrity.class", general, 8, &["学习问责条例", "通报典型案例", "观看警示教育片", "学习廉洁自律准则"], ROOMS);
        for (n, day) in self.days(5).into_iter().enumerate() {
            let kind = *self.random.of(&["党务", "团务", "党务、团务"]);
            let title = format!("{kind}应知应会第{}期下发", norms::numeral::chinese(i64::try_from(n).unwrap_or(0) + 1));
            self.add(general, day, title, "", vec![line("study.must_know", 1)]);
        }
        for (festival, number) in [("端午", 20220531), ("中秋", 20220907), ("国庆", 20220928)] {
            self.add(general, day_of(number), format!("{festival}节前廉政提醒"), "", vec![line("integrity.reminder", 1)]);
        }
    }

    /// 组织保障: the branches' meetings and theme days, the elections, talks and rectification.
    fn organisational_life(&mut self) {
        let branches = self.orgs.branches.clone();
        for &(branch, size) in &branches {
            self.push(branch, day_of(FIRST), None, "支部建制".into(), "", vec![line("org.branch", 1), line("org.member", size)], 3);
            for month in 1..=10 {
                let on = |n: i64| weekday_from(Day::new(2022, month, n).unwrap_or(first()));
                let titles = ["佩戴党员徽章，树立党员形象", "重温入党誓词", "走进红色教育基地", "为民服务在一线", "青春心向党"];
                let title = *self.random.of(&titles);
                self.add(branch, on(14), title, "机关三楼会议室", vec![line("life.theme_day", 1)]);
                self.add(branch, on(5), "研究支部工作", "支部活动室", vec![line("life.committee_meeting", 1)]);
                if month % 3 == 1 {
                    self.add(branch, on(20), "季度支部党员大会", "机关一楼报告厅", vec![line("life.member_meeting", 1)]);
                    self.add(branch, on(25), "书记讲党课", "机关一楼报告厅", vec![line("life.party_lecture", 1)]);
                }
            }
            let talks = self.days(2);
            for day in talks {
                let count = self.random.between(4, 9);
                self.add(branch, day, "支部班子成员谈心谈话", "", vec![line("integrity.talk", count)]);
            }
        }
        let general = self.orgs.general_branch;
        self.add(general, day_of(20220520), "机关党总支换届选举党员大会", "机关一楼报告厅", vec![line("election.held", 1)]);
        self.add(branches[0].0, day_of(20220527), "第一党支部换届选举", "支部活动室", vec![line("election.held", 1)]);
        self.add(general, day_of(20220701), "“七一”重温入党誓词", "机关一楼报告厅", vec![line("life.oath", 1)]);
        self.add(general, day_of(20220315), "巡察整改清单", "", vec![line("integrity.rectification_open", 4)]);
        self.times("life.joint_study", general, 4, &["与企业党支部联学共建", "跨部门联学", "与驿站临时党支部联学"], ROOMS);
    }

    /// 疫情防控: 5 of a work team, 22 volunteers, one of whom helped twice.
    fn front_line(&mut self) {
        let people = names::people(&mut self.random, 27);
        let branches = self.orgs.branches.clone();
        for (n, name) in people.iter().enumerate() {
            let branch = branches[n % branches.len()];
            let (code, title) = if n < 5 {
                ("mobilise.work_team_people", "下沉社区防疫工作队")
            } else {
                ("mobilise.volunteer_people", "疫情防控志愿服务")
            };
            let about = person(name, &format!("支部{}", n % branches.len()));
            for _ in 0..if n == 8 { 2 } else { 1 } {
                let day = self.day();
                self.add(branch.0, day, title, "苏江市社区", vec![named(code, 1, vec![about.clone()])]);
            }
        }
    }

    /// 服务团 159, 项目库 167, 政策包 64, 阵地云 60.
    fn registers(&mut self) {
        let sorts: [(&str, usize, &str, &[&str]); 4] = [
            ("assist.team", 159, "服务团", &["青创导师", "法律", "金融", "青年突击", "技能提升", "政策宣讲"]),
            ("assist.project", 167, "项目", &["交友联谊", "技能提升", "金融顾问", "暑托班", "安全生产", "用工对接"]),
            ("assist.policy", 64, "政策", &["稳岗补贴", "税费减免", "创业担保贷款", "人才安居", "技能培训"]),
            ("assist.position", 60, "阵地", &["青年之家", "云直播间", "青创空间", "驿站"]),
        ];
        for (code, count, what, kinds) in sorts {
            for n in 1..=count {
                let (org, short) = self.orgs.district(n);
                let title = format!("{short}{}{what}{n}", self.random.of(kinds));
                let day = self.day();
                self.add(org, day, title, "", vec![line(code, 1)]);
            }
        }
    }

    /// 主题活动 213.
    fn events(&mut self) {
        for n in 0..213 {
            let (org, short) = self.orgs.district(n);
            let title =
                *self.random.of(&["技能比武", "法律服务日", "政策宣讲会", "银企对接会", "青年职工联谊", "安全生产公开课", "直播带岗"]);
            let day = self.day();
            let place = format!("{short}青年之家");
            self.add(org, day, title, &place, vec![line("assist.event", 1)]);
        }
    }

    /// 助企服务 726 场次 for 912 firms: each firm once, then some again.
    fn services(&mut self) {
        let firms = names::firms(&mut self.random, 912);
        let mut fresh = firms.iter();
        for (n, count) in self.random.parts(912, 726, 1, 3).into_iter().enumerate() {
            let mut about: Vec<About> = fresh.by_ref().take(usize::try_from(count).unwrap_or(1)).map(|name| firm(name)).collect();
            if n > 300 && self.random.below(5) == 0 {
                about.push(firm(&firms[usize::try_from(self.random.below(300)).unwrap_or(0)]));
                about.dedup();
            }
            let (org, _) = self.orgs.district(usize::try_from(self.random.below(10)).unwrap_or(0));
            let title = *self.random.of(&["用工对接", "融资对接", "法律咨询", "政策咨询", "技能培训", "防疫物资协调", "青年联谊"]);
            let day = self.day();
            self.add(org, day, title, "", vec![line("assist.service", 1), named("assist.enterprise_covered", 0, about)]);
        }
    }

    /// 61 站点, 631 房间, 1007 床位, 5260 平方米; 454 人 1418 晚.
    fn stations(&mut self) {
        let (rooms, beds, areas) =
            (self.random.parts(631, 61, 6, 15), self.random.parts(1007 - 631, 61, 0, 14), self.random.parts(5260, 61, 60, 120));
        let mut names = Vec::new();
        for n in 0..61 {
            let (org, short) = self.orgs.district(n);
            let spot = *self.random.of(&["科创园", "公园", "人民路", "大学城", "高铁站", "文化中心"]);
            let title = format!("{short}青年驿站（{spot}{}站）", n + 1);
            let lines = vec![
                line("station.site", 1),
                line("station.room", rooms[n]),
                line("station.bed", rooms[n] + beds[n]),
                line("station.area_m2", areas[n] * 100),
            ];
            let day = first().plus_days(self.random.below(90));
            names.push((org, title.clone(), day));
            self.add(org, day, title, "", lines);
        }
        let guests = names::people(&mut self.random, 454);
        let nights = self.random.parts(1418, 454, 1, 7);
        for (name, nights) in guests.iter().zip(nights) {
            let (org, station, opened) = self.random.of(&names).clone();
            let latest = opened.days_until(day_of(20221031)) - nights;
            let arrival = opened.plus_days(self.random.below(latest));
            let about = vec![person(name, "驿站")];
            let lines = vec![named("station.guest", 1, about.clone()), named("station.night", nights, about)];
            let late = self.random.below(4);
            self.push(org, arrival, Some(arrival.plus_days(nights)), format!("入住{station}"), &station, lines, nights + late);
        }
    }
}

const ROOMS: &[&str] = &["团市委会议室", "机关一楼报告厅", "机关三楼会议室", "青少年活动中心", "线上"];

fn first() -> Day {
    day_of(FIRST)
}

fn day_of(number: i64) -> Day {
    Day::from_number(number).unwrap_or(Day::first())
}

fn weekday_from(day: Day) -> Day {
    day.plus_days((8 - day.weekday()) % 7 * i64::from(day.weekday() > 5))
}

/// A record's single line.
pub fn lines(code: &str, quantity: i64) -> Vec<Line> {
    vec![line(code, quantity)]
}

fn line(code: &str, quantity: i64) -> Line {
    named(code, quantity, Vec::new())
}

fn named(code: &str, quantity: i64, subjects: Vec<About>) -> Line {
    let metric = metrics::by_code(code).unwrap_or(metrics::ALL[0]);
    let quantity = if quantity == 0 { i64::try_from(subjects.len()).unwrap_or(0) } else { quantity };
    Line { metric: Code(metric), quantity, subjects, cell: None, declared_from: None }
}

fn firm(name: &str) -> About {
    About::of(&Subject { kind: SubjectKind::Enterprise, key: norms::name::firm_key(name), name: name.to_owned() })
}

fn person(name: &str, branch: &str) -> About {
    About::of(&Subject { kind: SubjectKind::Person, key: format!("{name}@{branch}"), name: name.to_owned() })
}
