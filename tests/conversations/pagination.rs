//! Pagination of long conversations: the newest page first, older messages on scroll, and permalinks to messages.

use porchlight::conversations::thread::{self, window};
use porchlight::entities::{ConversationId, MessageId, conversation, message};
use reqwest::Method;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryTrait, Select, Statement};
use views::urls;

use crate::harness::steps::{sends_many, started_conversation, viewer};
use crate::harness::{Actor, TestApp, TestResponse};

/// The link to older messages, which htmx requests when it scrolls into view.
const OLDER_LINK: &str = ".beginning a[hx-trigger='intersect once, click']";

/// Requests all older messages as scrolling does. Returns the page and the fragments, newest first.
async fn scrolls_to_the_start(reader: &Actor, page: TestResponse) -> Vec<TestResponse> {
    let mut parts = vec![page];
    while let Some(older) = parts.last().unwrap().attribute(OLDER_LINK, "hx-get") {
        let part = reader.hx_get(older).await;
        part.assert_ok();
        parts.push(part);
    }
    parts
}

/// Collects values from all parts, in the order of the conversation.
fn in_order<T>(parts: &[TestResponse], values: impl Fn(&TestResponse) -> Vec<T>) -> Vec<T> {
    parts.iter().rev().flat_map(values).collect()
}

#[tokio::test]
async fn paginated_messages_are_the_same_as_in_one_response() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    for day in 0..5 {
        sends_many(&app, &omar, conversation, day * 30..day * 30 + 17).await;
        sends_many(&app, &rita, conversation, day * 30 + 17..day * 30 + 30).await;
        app.advance_days(1);
    }

    let page = rita.opens(conversation).await;
    assert_eq!(page.messages().len(), 50);
    let parts = scrolls_to_the_start(&rita, page).await;

    let at_once = rita.hx_get(urls::updates(conversation, 0)).await;
    assert_eq!(at_once.messages().len(), 151);
    for (selector, attribute) in [
        (".message", "id"),
        (".message", "class"),
        (".day-mark time", "datetime"),
    ] {
        let joined = in_order(&parts, |part| part.attributes(selector, attribute));
        assert_eq!(
            joined,
            at_once.attributes(selector, attribute),
            "{selector}[{attribute}]"
        );
    }
    assert_eq!(
        parts.iter().map(|part| part.count(".beginning")).collect::<Vec<_>>(),
        [1; 4]
    );
    parts[3].assert_text(".beginning .notice", "Stay on Porchlight");
    for part in &parts[1..] {
        part.assert_no(".tail")
            .assert_no("[hx-trigger*='every']")
            .assert_no("main");
    }
}

#[tokio::test]
async fn the_new_messages_mark_is_on_the_page_of_the_last_read_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    omar.opens(conversation).await;
    sends_many(&app, &rita, conversation, 0..120).await;

    let page = omar.opens(conversation).await;
    page.assert_no(".new-mark");
    let without_scripts = page.attribute(OLDER_LINK, "href").unwrap();
    let parts = scrolls_to_the_start(&omar, page).await;

    let marks: Vec<_> = parts.iter().map(|part| part.count(".new-mark")).collect();
    assert_eq!(marks, [0, 0, 1]);
    assert_eq!(parts[2].messages()[1], "message 0");
    parts[2].assert_some(".message:not(.message--more) + .new-mark + .message:not(.message--more)");

    let further = omar.get(without_scripts).await;
    let last = omar.get(further.attribute(OLDER_LINK, "href").unwrap()).await;
    last.assert_some(".new-mark + .message").assert_some(".pager a");
}

#[tokio::test]
async fn the_new_messages_mark_skips_the_viewers_own_messages() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    omar.opens(conversation).await;
    sends_many(&app, &omar, conversation, 0..70).await;
    rita.sends(conversation, "At last").await;

    let page = omar.opens(conversation).await;

    assert_eq!(page.count(".new-mark"), 1);
    assert_eq!(page.texts(".new-mark + .message .bubble"), ["At last"]);
}

#[tokio::test]
async fn requests_for_older_messages_mark_none_as_read() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    sends_many(&app, &rita, conversation, 0..80).await;
    let last: i64 = newest(&app, conversation).await;

    for before in [last, last + 1, i64::MAX] {
        let part = omar.hx_get(urls::older_fragment(conversation, before, None)).await;
        assert_eq!(part.messages().len(), 50);
    }

    let home = omar.get(urls::HOME).await;
    home.assert_some("#messages-link[aria-label='Messages, 81 unread']");
    let middle = urls::message(conversation, last - 26);
    omar.get(&middle).await.assert_some(".message").assert_no(".tail");
    let home = omar.get(urls::HOME).await;
    home.assert_some("#messages-link[aria-label='Messages, 81 unread']");
    omar.opens(conversation).await;
    omar.get(urls::HOME)
        .await
        .assert_some("#messages-link:not([aria-label])");
}

/// The id of the newest message, from the database: a request would mark it as read.
async fn newest(app: &TestApp, conversation: i64) -> i64 {
    let row = conversation::Entity::find_by_id(ConversationId(conversation)).one(app.db().read());
    let row = row.await.unwrap().expect("a conversation");
    row.last_message_id.unwrap().0
}

#[tokio::test]
async fn a_permalink_opens_the_page_around_its_message() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    sends_many(&app, &omar, conversation, 0..120).await;
    let all = rita.hx_get(urls::updates(conversation, 0)).await;
    let ids = all.attributes(".message", "id");
    let link = |index: usize| {
        let id = ids[index].strip_prefix("message-").unwrap().parse().unwrap();
        urls::message(conversation, id)
    };

    let page = rita.get(link(60)).await;
    page.assert_ok()
        .assert_no("[hx-trigger*='every 3s']")
        .assert_text(".pager a", "Later messages")
        .assert_text(".pager a", "Newest messages")
        .assert_some(OLDER_LINK);
    assert_eq!(page.attributes(".message", "id"), ids[36..86]);

    let later = rita.get(page.attribute(".pager a", "href").unwrap()).await;
    assert_eq!(later.attributes(".message", "id"), ids[61..111]);
    let end = rita.get(later.attribute(".pager a", "href").unwrap()).await;
    assert_eq!(end.attributes(".message", "id"), ids[86..]);
    end.assert_some("[hx-trigger*='every 3s']")
        .assert_some("[data-pending]")
        .assert_no(".pager a");
    let first = rita.get(link(0)).await;
    assert_eq!(first.attributes(".message", "id"), ids[..26]);
    first.assert_text(".beginning", "Stay on Porchlight");
}

#[tokio::test]
async fn the_time_of_a_message_is_its_permalink() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    rita.sends(conversation, "And quiet?").await;

    let page = rita.opens(conversation).await;

    let links = page.attributes(".message__meta a:has(time)", "href");
    let ids = page.attributes(".message", "id");
    assert_eq!(links.len(), 2);
    for (link, id) in links.iter().zip(&ids) {
        assert!(link.ends_with(&format!("#{id}")), "{link}");
        assert_eq!(rita.get(link).await.attributes(".message", "id"), ids);
    }
}

#[tokio::test]
async fn a_permalink_to_a_message_outside_the_conversation_opens_the_newest_page() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let ravi = app.ravi().await;
    let elsewhere = ravi.enquires_about(omar.lists("Attic").await, "Between us").await;
    let foreign = newest(&app, elsewhere).await;
    sends_many(&app, &omar, conversation, 0..60).await;
    let newest = rita.reads(conversation).await;

    for at in [foreign, 0, -1, i64::MAX, i64::MIN] {
        let page = rita.get(urls::message(conversation, at)).await;
        page.assert_ok().assert_some("[hx-trigger*='every 3s']");
        assert_eq!(page.messages(), newest, "{at}");
    }
    for at in ["", "x", "1.5", "99999999999999999999"] {
        let page = rita.get(format!("/messages/{conversation}?at={at}")).await;
        assert_eq!(page.messages(), newest, "{at}");
    }
}

#[tokio::test]
async fn a_stranger_gets_404_for_older_messages_and_a_navigation_to_the_fragment_is_redirected() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let sam = app.sam().await;
    let part = urls::older_fragment(conversation, 99, None);
    rita.hx_get(&part)
        .await
        .assert_ok()
        .assert_text(".bubble", "Is it free?");

    sam.hx_get(&part).await.assert_status(404);
    sam.get(urls::message(conversation, 1)).await.assert_status(404);
    app.visitor().hx_get(&part).await.assert_status(401);
    let navigation = rita.request(Method::GET, &part).header("Sec-Fetch-Dest", "document");
    let response = rita.send(navigation).await;
    response.assert_redirect(urls::older(conversation, 99, None));
    for nonsense in ["", "x", "-1", "0", "99999999999999999999"] {
        let response = rita
            .hx_get(format!("/messages/{conversation}/earlier?before={nonsense}&new=x"))
            .await;
        response.assert_ok().assert_no(".message");
    }
}

#[tokio::test]
async fn every_message_window_query_uses_an_index() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let viewer = viewer(&app, &rita).await;
    let thread = thread::find(app.db(), &viewer, ConversationId(conversation))
        .await
        .unwrap();

    let parts = [
        window::newest(&thread, None, 51),
        window::newest(&thread, Some(MessageId(40_000)), 51),
        window::next(&thread, MessageId(40_000), 51),
    ];
    for part in parts {
        let plan = plan(&app, part).await;
        assert!(
            plan.starts_with("SEARCH message USING INDEX message_order (conversation_id=?"),
            "{plan}"
        );
        assert!(!plan.contains("SCAN") && !plan.contains("B-TREE"), "{plan}");
    }
    let everything = plan(&app, message::Entity::find()).await;
    assert!(everything.contains("SCAN"), "the check finds a scan: {everything}");
}

#[tokio::test]
async fn messages_read_by_column_position_equal_those_read_by_column_name() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    omar.sends_with_client_id(conversation, "It is.", "named").await;
    app.advance_days(1);
    let answered = rita.message_ids(conversation).await[1];
    let reply = [("text", "Until when?"), ("reply_to", &*answered.to_string())];
    rita.post(urls::conversation(conversation), &reply).await;
    rita.post(urls::reaction(conversation, answered), &[("reaction", "love")])
        .await;
    let quoting = rita.message_ids(conversation).await[2];
    rita.edits_message(conversation, quoting, "Until June?").await;
    rita.sends(conversation, "Never mind.").await;
    let unsent = rita.message_ids(conversation).await[3];
    rita.post(urls::message_removal(conversation, unsent), &[]).await;

    let by_column_name = message::Entity::find().all(app.db().read()).await.unwrap();
    let by_position = window::all(app.db(), message::Entity::find()).await.unwrap();

    assert_eq!(by_column_name.len(), 4);
    assert!(by_column_name.iter().any(|row| row.reaction.is_some()));
    assert!(
        by_column_name
            .iter()
            .any(|row| row.edited_at.is_some() && row.reply_to_id.is_some())
    );
    assert!(by_column_name.iter().any(|row| row.unsent_at.is_some()));
    assert_eq!(by_position, by_column_name);
}

/// The query plan of SQLite.
async fn plan(app: &TestApp, part: Select<message::Entity>) -> String {
    let mut explained = part.build(DbBackend::Sqlite);
    explained.sql = format!("EXPLAIN QUERY PLAN {}", explained.sql);
    let steps = app.db().read().query_all_raw(Statement { ..explained }).await.unwrap();
    let steps = steps.iter().map(|step| step.try_get::<String>("", "detail").unwrap());
    steps.collect::<Vec<_>>().join("; ")
}
