//! Query plans: every statement of the site uses an index, without full scans and without sorts of many rows.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use views::{ids, urls};

use crate::harness::TestApp;
use crate::harness::steps::{sends_many, started_conversation};

/// Statements that may sort the rows they find by an index, because these are few: a part of the SQL, and the reason.
const MAY_BE_SORTED: [(&str, &str); 5] = [
    (
        r#"CASE WHEN ("message"."created_revision""#,
        "ids and revisions of the messages that a client missed",
    ),
    (
        r#"GROUP BY "conversation"."listing_id""#,
        "counts for each listing of one owner",
    ),
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

/// Steps of a plan that read values from the statement itself, and no table.
const VALUE_STEPS: [&str; 3] = ["SCAN given", "CONSTANT ROW", "VALUES CLAUSE"];

/// Each statement once, with the values of its first execution.
type Recorded = Arc<Mutex<BTreeMap<String, Statement>>>;

/// Records the statements of the site from now on.
fn record_statements(app: &TestApp) -> Recorded {
    let recorded = Recorded::default();
    app.db().on_statement({
        let recorded = recorded.clone();
        move |statement: &Statement| {
            let mut recorded = recorded.lock().unwrap();
            recorded
                .entry(statement.sql.clone())
                .or_insert_with(|| statement.clone());
        }
    });
    recorded
}

/// The query plan of a statement.
async fn plan(db: &impl ConnectionTrait, statement: &Statement) -> String {
    let mut explained = statement.clone();
    explained.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let steps = db.query_all_raw(explained).await.unwrap();
    let steps = steps.iter().map(|step| step.try_get::<String>("", "detail").unwrap());
    steps.collect::<Vec<_>>().join("; ")
}

/// Whether a plan scans a table, or sorts rows although the statement is not in [`MAY_BE_SORTED`].
fn is_slow(sql: &str, plan: &str) -> bool {
    let may_sort = MAY_BE_SORTED.iter().any(|(part, _)| sql.contains(part));
    let scans = |step: &str| step.contains("SCAN") && !VALUE_STEPS.iter().any(|value| step.contains(value));
    plan.split("; ").any(scans) || (plan.contains("TEMP B-TREE") && !may_sort)
}

#[tokio::test]
async fn every_statement_of_the_site_uses_an_index() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let recorded = record_statements(&app);

    let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
    let inbox = rita.get(urls::MESSAGES).await.next_poll(ids::INBOX_HEAD);
    omar.sends(conversation, "It is.").await;
    omar.sends_with_client_id(conversation, "Come on Saturday.", "named")
        .await;
    // More changes than the poll returns by its first query.
    sends_many(&app, &omar, conversation, 0..20).await;
    for path in [
        poll,
        inbox,
        urls::older(conversation, 2, None),
        urls::noscript_frame(conversation, 0),
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

    let recorded = recorded.lock().unwrap().clone();
    assert!(recorded.len() > 30, "{}", recorded.len());
    let mut slow = Vec::new();
    for (sql, statement) in recorded {
        let plan = plan(app.db().read(), &statement).await;
        if is_slow(&sql, &plan) {
            slow.push(format!("{sql}\n    {plan}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[tokio::test]
async fn the_check_of_query_plans_finds_full_scans_and_sorts() {
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
