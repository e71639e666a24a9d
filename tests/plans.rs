//! Every statement of a page is answered by an index: nothing is read through, and nothing sorted by the way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use views::{ids, urls};

use crate::harness::TestApp;
use crate::harness::steps::started_conversation;

/// What is found by an index and then sorted, because it is never much.
const MAY_BE_SORTED: [(&str, &str); 3] = [
    (
        r#""participant"."revision" > ?"#,
        "a hundred rows or little more, those that changed",
    ),
    (
        r#"FROM "session" WHERE "session"."user_id" = ?"#,
        "the devices of one person",
    ),
    (r#""listing"."price" <= ?"#, "what a filter by price leaves"),
];

/// How plans name values that come with a statement, which are no table.
const GIVEN: [&str; 3] = ["SCAN given", "CONSTANT ROW", "VALUES CLAUSE"];

/// Each statement once, with values it was asked with.
type Asked = Arc<Mutex<BTreeMap<String, Statement>>>;

fn overheard(app: &TestApp) -> Asked {
    let asked = Asked::default();
    app.db().on_statement({
        let asked = asked.clone();
        move |statement: &Statement| {
            let mut asked = asked.lock().unwrap();
            asked.entry(statement.sql.clone()).or_insert_with(|| statement.clone());
        }
    });
    asked
}

/// How the database goes about a statement.
async fn plan(db: &impl ConnectionTrait, statement: &Statement) -> String {
    let mut explained = statement.clone();
    explained.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let steps = db.query_all_raw(explained).await.unwrap();
    let steps = steps.iter().map(|step| step.try_get::<String>("", "detail").unwrap());
    steps.collect::<Vec<_>>().join("; ")
}

/// Whether a plan reads through a table, or sorts what it has read though that may be much.
fn is_slow(sql: &str, plan: &str) -> bool {
    let may_sort = MAY_BE_SORTED.iter().any(|(part, _)| sql.contains(part));
    let scans = |step: &str| step.contains("SCAN") && !GIVEN.iter().any(|given| step.contains(given));
    plan.split("; ").any(scans) || (plan.contains("TEMP B-TREE") && !may_sort)
}

#[tokio::test]
async fn whatever_people_do_is_found_by_an_index() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let asked = overheard(&app);

    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    let inbox = rita.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);
    omar.says(conversation, "It is.").await;
    omar.sends(conversation, "Come on Saturday.", "named").await;
    for path in [
        poll,
        inbox,
        urls::older(conversation, 2, None),
        urls::frame(conversation, 0),
    ] {
        rita.hx_get(path).await;
    }
    for path in [
        urls::HOME,
        "/?city=Utrecht",
        "/?sort=price_asc",
        "/?beds=1&max_price=2000",
        "/listings/1",
        "/my/listings",
        urls::SETTINGS,
        "/messages?before=1795341600000000-1",
    ] {
        omar.get(path).await.assert_ok();
    }
    omar.post(urls::comments(1), &[("text", "It has a balcony.")]).await;
    rita.post(urls::SIGN_OUT, &[]).await;

    let asked = asked.lock().unwrap().clone();
    assert!(asked.len() > 30, "{}", asked.len());
    let mut slow = Vec::new();
    for (sql, statement) in asked {
        let plan = plan(app.db().read(), &statement).await;
        if is_slow(&sql, &plan) {
            slow.push(format!("{sql}\n    {plan}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[tokio::test]
async fn what_tells_slow_statements_works() {
    let app = TestApp::boot().await;

    for sql in [
        "SELECT id FROM message WHERE text = 'x'",
        "SELECT id FROM message WHERE conversation_id = 1 ORDER BY text",
    ] {
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        let plan = plan(app.db().read(), &statement).await;
        assert!(is_slow(sql, &plan), "{plan}");
    }
}
