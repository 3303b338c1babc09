//! Invented names of persons, firms and places.

use std::collections::BTreeSet;

use super::random::Random;

const SURNAMES: [&str; 48] = [
    "周", "陈", "刘", "赵", "沈", "陆", "顾", "朱", "钱", "孙", "吴", "郑", "王", "冯", "蒋", "韩", "杨", "秦", "许", "何", "吕", "张",
    "孔", "曹", "严", "金", "魏", "陶", "姜", "戚", "谢", "邹", "章", "苏", "潘", "葛", "范", "彭", "鲁", "韦", "马", "方", "任", "袁",
    "柳", "曾", "单", "欧阳",
];
const GIVEN: [&str; 44] = [
    "明", "思远", "芳", "燕", "子轩", "雨桐", "佳宁", "浩然", "欣怡", "俊杰", "梓涵", "晓东", "文博", "静怡", "志强", "丽华", "承宇",
    "诗涵", "嘉树", "云帆", "若曦", "一鸣", "书瑶", "天佑", "可欣", "景行", "知夏", "清源", "慕晴", "启航", "安然", "立诚", "舒窈", "望舒",
    "致远", "海宁", "小满", "怀瑾", "予安", "修竹", "念慈", "长安", "喆", "祎",
];

/// So many different names of persons; among them some that are rare on purpose.
pub fn people(random: &mut Random, count: usize) -> Vec<String> {
    let mut out = vec!["阿依古丽·买买提".to_owned(), "𠮷野".to_owned()];
    let mut seen: BTreeSet<String> = out.iter().cloned().collect();
    while out.len() < count {
        let name = format!("{}{}", random.of(&SURNAMES), random.of(&GIVEN));
        if seen.insert(name.clone()) {
            out.push(name);
        } else {
            let longer = format!("{}{}", name, random.of(&["华", "伟", "杰", "宁", "莹", "然"]));
            if longer.chars().count() <= 4 && seen.insert(longer.clone()) {
                out.push(longer);
            }
        }
    }
    out.truncate(count);
    out
}

const PREFIXES: [&str; 24] = [
    "禾木", "青杉", "云岫", "远帆", "启明", "鼎岳", "瑞和", "恒川", "安泽", "博湃", "众擎", "新砺", "华棱", "盛桥", "同舟", "百合", "星野",
    "蓝湾", "金穗", "润之", "卓尔", "立方", "晨曦", "海纳",
];
const WORDS: [&str; 12] = ["", "新", "云", "智", "凯", "达", "源", "联", "创", "信", "诚", "峰"];
const TRADES: [&str; 20] = [
    "精密机械",
    "纺织",
    "环保",
    "生物医药",
    "物流",
    "信息技术",
    "模具",
    "光电",
    "服装",
    "食品",
    "新材料",
    "电子",
    "印务",
    "包装",
    "建材",
    "汽配",
    "仪器",
    "文化传媒",
    "餐饮管理",
    "农业科技",
];

/// So many different firms.
pub fn firms(random: &mut Random, count: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    while out.len() < count {
        let name = format!("苏江{}{}{}有限公司", random.of(&PREFIXES), random.of(&WORDS), random.of(&TRADES));
        if seen.insert(name.clone()) {
            out.push(name);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_many_as_asked_and_all_different() {
        let mut random = Random::new(1);
        let (people, firms) = (people(&mut random, 600), firms(&mut random, 912));
        assert_eq!((people.iter().collect::<BTreeSet<_>>().len(), firms.iter().collect::<BTreeSet<_>>().len()), (600, 912));
    }
}
