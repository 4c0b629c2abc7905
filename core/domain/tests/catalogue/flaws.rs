//! Promise: whoever changes the catalogue is told which line is wrong, and how.

use majakka_domain::catalogue::Catalogue;

use crate::periods_but;

/// A catalogue of two systems and an edge.
const SMALL: &str = r#"[[service]]
id = "a"
name = { fi = "Aa", sv = "Aa", en = "Aa" }
sms_name = { fi = "A", sv = "A", en = "A" }
group = "professional"
flags = ["citizen"]
functions = [{ id = "save", flags = ["saves"], name = { fi = "Tallennus", sv = "Lagring", en = "Saving" } }]

[[dependency]]
id = "b"
name = { fi = "Bee", sv = "Bee", en = "Bee" }
sms_name = { fi = "B", sv = "B", en = "B" }
group = "dependency"

[[edge]]
down = "b"
hits = "a"
functions = ["save"]
"#;

#[test]
fn the_line_and_the_fault_are_named() {
    let small = SMALL.to_owned() + &periods_but(&[]);
    assert!(Catalogue::parse(&small).is_ok());
    let slips = [
        ("\"citizen\"", "\"citizens\""),
        ("[\"saves\"]", "[\"saved\"]"),
        ("group = \"dependency\"", "groop = \"dependency\""),
        ("hits = \"a\"", "hits = \"a"),
        ("en = \"Saving\"", "en = \"\""),
        ("sv = \"Bee\"", "sv = \"\""),
        ("down = \"b\"", "down = \"c\""),
        ("functions = [\"save\"]", "functions = [\"load\"]"),
        ("fi = \"Bee\"", "fi = \"Aa\""),
        ("clock = \"nis2_first\"", "clock = \"nis2_thirst\""),
    ];
    let said = slips.map(|(was, becomes)| match Catalogue::parse(&small.replacen(was, becomes, 1)) {
        Ok(_) => format!("{becomes} was taken"),
        Err(refusal) => refusal.to_string(),
    });
    insta::assert_snapshot!(said.join("\n"), @r#"
    line 6: this cannot be read: unknown variant `citizens`, expected one of `identification`, `line`, `own_of_each`, `professional`, `citizen`, `archived`, `rights`
    line 7: this cannot be read: unknown variant `saved`, expected one of `gate`, `saves`, `prescription`, `vital`, `shows_saved`
    line 13: this cannot be read: unknown field `groop`, expected one of `id`, `name`, `sms_name`, `aliases`, `functions`, `flags`, `group`, `owner`, `guidance`, `pharmacy_guidance`, `citizen_guidance`, `sms_guidance`, `source`
    line 17: this cannot be read: invalid basic string, expected `"`
    line 1: a.functions.save.name lacks its text in en
    line 9: b.name lacks its text in sv
    line 15: edge from unknown system c
    line 15: edge b -> a: unknown function load
    line 9: "Aa" would name both a and b
    line 29: this cannot be read: unknown variant `nis2_thirst`, expected one of `gdpr_33`, `nis2_first`, `nis2_followup`, `nis2_final`
    "#);
}
