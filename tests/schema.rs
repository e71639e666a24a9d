//! The database schema: migrations up and down, and constraints.

use migrations::Migrator;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;

async fn empty() -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// The schema without the table of the migrations.
async fn schema(db: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_master \
               WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> 'seaql_migrations' ORDER BY type, name";
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .unwrap();
    rows.iter().map(|row| row.try_get("", "line").unwrap()).collect()
}

#[tokio::test]
async fn all_migrations_can_be_undone_and_repeated() {
    let db = empty().await;

    Migrator::up(&db, None).await.unwrap();
    let first = schema(&db).await;
    Migrator::down(&db, None).await.unwrap();
    let nothing = schema(&db).await;
    Migrator::up(&db, None).await.unwrap();

    assert!(first.len() > 10, "{first:?}");
    assert_eq!(nothing, Vec::<String>::new());
    assert_eq!(schema(&db).await, first);
}

#[tokio::test]
async fn migrations_one_at_a_time_lead_to_the_same_schema() {
    let (at_once, step_by_step) = (empty().await, empty().await);
    Migrator::up(&at_once, None).await.unwrap();

    for _ in Migrator::migrations() {
        Migrator::up(&step_by_step, Some(1)).await.unwrap();
        Migrator::down(&step_by_step, Some(1)).await.unwrap();
        Migrator::up(&step_by_step, Some(1)).await.unwrap();
    }

    assert_eq!(schema(&step_by_step).await, schema(&at_once).await);
}

#[tokio::test]
async fn constraints_reject_duplicates_invalid_references_and_invalid_values() {
    let db = empty().await;
    Migrator::up(&db, None).await.unwrap();
    let run = |sql: &'static str| db.execute_unprepared(sql);
    let user = |id: i64, email: &str| {
        format!(
            "INSERT INTO user (id, name, email, email_key, password_hash, created_at, updated_at) VALUES ({id}, 'N', '{email}', '{email}', 'h', 0, 0)"
        )
    };
    for (id, email) in [(1, "a@example.org"), (2, "b@example.org")] {
        db.execute_unprepared(&user(id, email)).await.unwrap();
    }
    let listing = "INSERT INTO listing (id, owner_id, title, description, city, city_key, search_text, price, currency, \
                   bedrooms, bathrooms, status, created_at, updated_at) VALUES \
                   (1, 1, 't', '', 'c', 'c', 't', 100, 'EUR', 1, 1, 'available', 0, 0)";
    run(listing).await.unwrap();
    let conversation = "INSERT INTO conversation (listing_id, renter_id, owner_id, revision, created_at, updated_at) \
                        VALUES (1, 2, 1, 1, 0, 0)";
    run(conversation).await.unwrap();
    let message = "INSERT INTO message (conversation_id, sender_id, client_id, text, created_revision, revision, \
                   created_at, updated_at) VALUES (1, 2, 'x', 'hello', 1, 1, 0, 0)";
    run(message).await.unwrap();

    db.execute_unprepared(&user(3, "a@example.org"))
        .await
        .expect_err("an e-mail twice");
    run(conversation)
        .await
        .expect_err("a second conversation of the same pair");
    run(message).await.expect_err("a message twice");
    for (change, reason) in [
        (
            "UPDATE conversation SET renter_id = 1",
            "an owner who rents from himself",
        ),
        ("UPDATE conversation SET renter_id = 99", "an unknown renter"),
        ("UPDATE listing SET status = 'sold'", "an unknown status"),
        ("UPDATE listing SET price = -1", "a negative price"),
        ("UPDATE message SET text = NULL", "a message without a text"),
        (
            "UPDATE message SET conversation_id = 99",
            "a message in no conversation",
        ),
    ] {
        db.execute_unprepared(change).await.expect_err(reason);
    }
}
