//! Control calls that keep, restore and time a state, without a socket.

use serde_json::Value;

use super::merchant::{START, form, paid};
use crate::sandbox::control::House;
use crate::sandbox::{ClockMode, Config, Fault, FaultKind, Request};

fn house(clock: ClockMode) -> House {
    let config = Config { seed: 7, records: 8, clock, ..Config::default() };
    House::new(config, "http://127.0.0.1:1/", START)
}

fn control(house: &mut House, method: &str, path: &str, body: &str, seconds: u64) -> (u16, Value) {
    let wall = START.plus(std::time::Duration::from_secs(seconds));
    house.wind(wall);
    let request = Request {
        method: method.to_owned(),
        path: format!("/control/{path}"),
        body: body.as_bytes().to_vec(),
        ..Request::default()
    };
    let response = house.control(&request, wall);
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

#[test]
fn a_restored_snapshot_gives_the_same_bytes_again() {
    let mut house = house(ClockMode::Wall);
    let id = paid(&mut house.gateway, "A-1", false);
    house.faults.plan(Fault { after: 1, ..Fault::once("*", FaultKind::Error500After) });
    assert_eq!(control(&mut house, "POST", "snapshot", r#"{"name":"paid"}"#, 0).0, 200);
    let refund = form(house.gateway.credentials(), "/revoke.php", &[("pg_payment_id", &id)]);
    let play = |house: &mut House| {
        let House { gateway, faults, .. } = house;
        let mut replies = Vec::new();
        for _ in 0..3 {
            let now = gateway.now().plus(std::time::Duration::from_secs(600));
            gateway.advance_to(now);
            replies.push(faults.deliver(gateway, &refund));
        }
        (replies, gateway.effects().to_vec())
    };
    let first = play(&mut house);
    let (code, answer) = control(&mut house, "POST", "restore", r#"{"name":"paid"}"#, 5_000);
    assert_eq!((code, house.gateway.now()), (200, START), "{answer}");
    assert_eq!(play(&mut house), first);
    assert_eq!(control(&mut house, "POST", "reset", "", 6_000).0, 200);
    assert_eq!(control(&mut house, "POST", "restore", r#"{"name":"paid"}"#, 6_000).0, 200, "a reset keeps snapshots");
}

#[test]
fn snapshots_are_named_and_few() {
    let mut house = house(ClockMode::Wall);
    for number in 0..16 {
        assert_eq!(control(&mut house, "POST", "snapshot", &format!(r#"{{"name":"{number}"}}"#), 0).0, 200);
    }
    let (code, answer) = control(&mut house, "POST", "snapshot", r#"{"name":"one more"}"#, 0);
    assert!(code == 400 && answer["error"].as_str().unwrap().contains("16 snapshots"), "{answer}");
    assert_eq!(control(&mut house, "POST", "snapshot", r#"{"name":"3"}"#, 0).0, 200, "a name is taken again");
    let (code, answer) = control(&mut house, "POST", "restore", r#"{"name":"nobody"}"#, 0);
    assert!(code == 400 && answer["error"].as_str().unwrap().contains("there is no snapshot"), "{answer}");
    assert_eq!(control(&mut house, "POST", "snapshot", r#"{"name":""}"#, 0).0, 400);
}

#[test]
fn a_virtual_clock_stands_still_until_it_is_moved() {
    let mut house = house(ClockMode::Virtual);
    control(&mut house, "GET", "ledger", "", 100);
    assert_eq!(house.gateway.now(), START);
    let (_, answer) = control(&mut house, "POST", "advance", r#"{"seconds":60}"#, 200);
    assert_eq!(answer["now"], "2026-01-31T04:01:00+00:00");
    assert_eq!(control(&mut house, "POST", "clock", r#"{"mode":"wall"}"#, 300).0, 200);
    control(&mut house, "GET", "ledger", "", 310);
    assert_eq!(house.gateway.now(), START.plus(std::time::Duration::from_secs(70)));
    let (_, answer) = control(&mut house, "POST", "clock", r#"{"mode":"virtual"}"#, 320);
    assert_eq!(
        (answer["clock"].as_str(), answer["now"].as_str()),
        (Some("virtual"), Some("2026-01-31T04:01:20+00:00"))
    );
    let (code, answer) = control(&mut house, "POST", "clock", r#"{"mode":"sun"}"#, 320);
    assert!(code == 400 && answer["error"].as_str().unwrap().contains("virtual"), "{answer}");
}

#[test]
fn a_scenario_is_planned_from_the_start_and_again_after_a_reset() {
    let faults = vec![Fault::once("revoke.php", FaultKind::DropRequest)];
    let mut house = House::new(Config { faults, ..Config::default() }, "http://127.0.0.1:1/", START);
    let planned = serde_json::json!([{ "call": "revoke.php", "fault": "drop_request", "times": 1 }]);
    assert_eq!(control(&mut house, "GET", "faults", "", 0).1, planned);
    assert_eq!(control(&mut house, "DELETE", "faults", "", 0).0, 200);
    assert_eq!(control(&mut house, "GET", "faults", "", 0).1, serde_json::json!([]));
    control(&mut house, "POST", "reset", "", 0);
    assert_eq!(control(&mut house, "GET", "faults", "", 0).1, planned);
}

#[test]
fn the_table_of_magic_values_can_be_asked_for() {
    let mut house = house(ClockMode::Wall);
    let (_, table) = control(&mut house, "GET", "magic", "", 0);
    let rows = table.as_array().unwrap();
    assert_eq!(rows.len(), 11);
    let dropped = rows.iter().find(|row| row["order_id_contains"] == "--drop-reply").unwrap();
    assert_eq!((&dropped["amount_ends_in"], &dropped["fault"]), (&".66".into(), &"apply_then_drop_reply".into()));
}

#[test]
fn the_page_about_the_sandbox_names_every_fault_every_magic_value_and_every_control_call() {
    let page = include_str!("../../../docs/sandbox.md");
    let mut house = house(ClockMode::Wall);
    let (_, table) = control(&mut house, "GET", "magic", "", 0);
    for row in table.as_array().unwrap() {
        let (word, fault) = (row["order_id_contains"].as_str().unwrap(), row["fault"].as_str().unwrap());
        let line =
            page.lines().find(|line| line.starts_with(&format!("| `{word}`"))).unwrap_or_else(|| panic!("{word}"));
        assert!(line.contains(fault) && line.contains(row["amount_ends_in"].as_str().unwrap_or_default()), "{line}");
    }
    let (_, known) = control(&mut house, "POST", "faults", r#"{"call":"*"}"#, 0);
    let words = known["error"].as_str().unwrap().split_once(": ").unwrap().1;
    for word in words.split(", ") {
        assert!(page.contains(&format!("| `{word}` |")), "{word}");
    }
    let (_, unknown) = control(&mut house, "GET", "nothing", "", 0);
    for call in unknown["error"].as_str().unwrap().split_once(": ").unwrap().1.split(", ") {
        assert!(page.contains(&format!("`{call}`")), "{call}");
    }
}
