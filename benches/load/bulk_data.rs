//! Bulk data: hundreds of thousands of users, listings and messages, inserted as rows in about a minute. The rows equal
//! those that the use cases write.

use std::fmt::Write as _;
use std::num::ParseIntError;
use std::str::FromStr;

use porchlight::accounts::sessions;
use porchlight::app::App;
use porchlight::db::Tx;
use sea_orm::ConnectionTrait as _;

use crate::fixture::Person;

/// The first id of the bulk rows. Rows that are added later have larger ids.
const FIRST: usize = 1_000_000;

/// Rows of one INSERT statement.
const SESSIONS_PER_STATEMENT: usize = 500;

/// How much data a site gets beside the fixture: pairs of a renter and an owner, each with a listing and a
/// conversation.
///
/// Its text form, `pairs-messages-signed_in`, is a command-line argument of the site process.
#[derive(Clone, Copy, Debug, Default)]
pub struct BulkData {
    pub pairs: usize,
    /// Messages in each conversation.
    pub messages: usize,
    /// Whether each user has a session.
    pub signed_in: bool,
}

impl std::fmt::Display for BulkData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.pairs, self.messages, u8::from(self.signed_in))
    }
}

impl FromStr for BulkData {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let mut parts = text.split('-').map(str::parse);
        let mut next = || parts.next().unwrap_or(Ok(0));
        Ok(Self {
            pairs: next()?,
            messages: next()?,
            signed_in: next()? == 1,
        })
    }
}

impl BulkData {
    /// Inserts the rows; returns the users that have a session.
    pub async fn insert(self, app: &App) -> Vec<Person> {
        if self.pairs == 0 {
            return Vec::new();
        }
        let now = app.clock.now().0;
        let mut statements = self.rows(now);
        let people: Vec<_> = (0..self.pairs * 2)
            .filter(|_| self.signed_in)
            .map(|n| self.person(n))
            .collect();
        statements.extend(
            people
                .chunks(SESSIONS_PER_STATEMENT)
                .enumerate()
                .map(|(chunk, people)| sessions_of(FIRST + chunk * SESSIONS_PER_STATEMENT, people, now)),
        );
        for statement in statements {
            let run = async move |tx: Tx| {
                tx.conn().execute_unprepared(&statement).await?;
                Ok(())
            };
            app.db.write(run).await.unwrap();
        }
        people
    }

    /// Even numbers are renters, odd numbers owners.
    fn person(self, number: usize) -> Person {
        Person {
            token: format!("{number:064x}"),
            conversation: i64::try_from(FIRST + number / 2).unwrap(),
            revision: i64::try_from(self.messages + 1).unwrap(),
            inbox_revision: i64::try_from(self.messages + 1).unwrap(),
        }
    }

    fn rows(self, now: i64) -> Vec<String> {
        let Self { pairs, messages, .. } = self;
        let each = |count: usize| {
            format!("WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})")
        };
        let began = now - i64::try_from(pairs * messages).unwrap();
        let revision = messages + 1;
        vec![
            format!(
                "{} INSERT INTO user (id, name, email, email_key, password_hash, inbox_revision, created_at, updated_at) \
                 SELECT {FIRST} + i, 'Guest ' || i, 'guest' || i || '@example.org', 'guest' || i || '@example.org', '', \
                 {revision}, {began}, {began} FROM n",
                each(pairs * 2)
            ),
            format!(
                "{} INSERT INTO listing (id, owner_id, title, description, city, city_key, search_text, price, currency, \
                 bedrooms, bathrooms, area, status, created_at, updated_at) \
                 SELECT {FIRST} + i, {FIRST} + i * 2 + 1, 'House ' || i, 'A house with a door.', 'Ghent', 'ghent', \
                 'house ' || i || ' ghent a house with a door.', 90000 + i, 'EUR', 2, 1, 70, 'available', {began}, {began} FROM n",
                each(pairs)
            ),
            format!(
                "{} INSERT INTO conversation (id, listing_id, renter_id, owner_id, revision, last_message_id, \
                 last_message_sender_id, last_message_text, last_message_at, created_at, updated_at, asked_at, answered_at) \
                 SELECT {FIRST} + i, {FIRST} + i, {FIRST} + i * 2, {FIRST} + i * 2 + 1, {revision}, \
                 {FIRST} + (i + 1) * {messages} - 1, {FIRST} + i * 2 + ({messages} - 1) % 2, 'It is, from March on.', \
                 {began} + (i + 1) * {messages} - 1, {began}, {began} + (i + 1) * {messages} - 1, {began} + i * {messages}, \
                 {began} + i * {messages} + 1 FROM n",
                each(pairs)
            ),
            format!(
                "{} INSERT INTO participant (conversation_id, user_id, unread, read_message_id, activity_at, \
                 activity_revision, revision) \
                 SELECT {FIRST} + i / 2, {FIRST} + i, 0, {FIRST} + (i / 2 + 1) * {messages} - 1, \
                 {began} + (i / 2 + 1) * {messages} - 1, {revision}, {revision} FROM n",
                each(pairs * 2)
            ),
            format!(
                "{} INSERT INTO message (id, conversation_id, sender_id, text, created_revision, revision, created_at, updated_at) \
                 SELECT {FIRST} + i, {FIRST} + i / {messages}, {FIRST} + i / {messages} * 2 + i % {messages} % 2, \
                 'It is, from March on.', i % {messages} + 2, i % {messages} + 2, {began} + i, {began} + i FROM n",
                each(pairs * messages)
            ),
        ]
    }
}

fn sessions_of(first: usize, people: &[Person], now: i64) -> String {
    let mut statement = "INSERT INTO session (user_id, token_hash, device, created_at, seen_at) VALUES ".to_owned();
    for (index, person) in people.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let hash = sessions::hash(&person.token);
        write!(
            statement,
            "{comma}({}, '{hash}', 'A bench', {now}, {now})",
            first + index
        )
        .unwrap();
    }
    statement
}
