//! Durability and the command line, tested on a separate process: crashes, power cuts, fsync errors, full disks,
//! graceful shutdown, settings and exit codes.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use porchlight::entities::message;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryOrder, Statement};
use views::urls;

use crate::harness::{Actor, PASSWORD, Process, database_of};

mod clock;
mod crash;
mod fsync;
mod full_disk;
mod power_cut;
mod startup_checks;

pub use crash::send_until_stopped;

async fn query_column(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Asserts the integrity of a copy of the database (`integrity_check`, `foreign_key_check`); returns all messages by
/// id.
async fn sound_messages(data: &Path) -> Vec<message::Model> {
    let copy = tempfile::tempdir().unwrap();
    let db = database_of(data, copy.path()).await;
    assert_eq!(query_column(&db, "PRAGMA integrity_check").await, ["ok"]);
    assert_eq!(
        query_column(&db, "SELECT \"table\" FROM pragma_foreign_key_check").await,
        Vec::<String>::new()
    );
    let messages = message::Entity::find()
        .order_by_asc(message::Column::Id)
        .all(&db)
        .await
        .unwrap();
    db.close().await.unwrap();
    messages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn graceful_shutdown_completes_accepted_writes_and_exits_in_time() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let (omar, rita) = (site.person("Omar Haddad").await, site.person("Rita Okafor").await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    let accepted = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..4)
        .map(|number| {
            tokio::spawn(send_until_stopped(
                rita.clone(),
                conversation,
                format!("{number}"),
                accepted.clone(),
            ))
        })
        .collect();
    // An idle connection, which must not delay the shutdown.
    let address = site.url.trim_start_matches("http://").to_owned();
    let _silent = tokio::net::TcpStream::connect(&address).await.unwrap();
    while accepted.load(Ordering::Relaxed) < 20 {
        tokio::task::yield_now().await;
    }

    let began = Instant::now();
    let status = tokio::task::spawn_blocking(|| site.terminate()).await.unwrap();

    assert!(status.success(), "{status}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let stored: Vec<_> = sound_messages(data.path())
        .await
        .into_iter()
        .map(|row| row.text)
        .collect();
    for sender in senders {
        let (acknowledged, _) = sender.await.unwrap();
        assert!(acknowledged.iter().all(|name| stored.contains(name)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_survive_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let rita = site.person("Rita Okafor").await;
    assert!(site.terminate().success());

    let site = Process::serve(data.path());

    assert!(rita.moved_to(&site.url).is_signed_in().await);
}

#[tokio::test]
async fn the_data_folder_is_created_with_mode_700() {
    let outside = tempfile::tempdir().unwrap();
    let data = outside.path().join("new/data");
    let folder = data.display().to_string();

    // The old names of the variable and of the flag stay valid.
    let (status, errors) = Process::run(&["migrate"], &[("PORCHLIGHT_DATA", &folder)]);
    let (again, _) = Process::run(&["migrate", "--data", &folder], &[]);

    assert!(status.success() && again.success(), "{errors}");
    let mode = std::fs::metadata(&data).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700, "{mode:o}");
    assert!(sound_messages(&data).await.is_empty());
}

#[test]
fn an_invalid_setting_stops_the_start_with_one_line_that_names_the_variable() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().display().to_string();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let wrong = [
        ("PORCHLIGHT_LISTEN", "nowhere"),
        ("PORCHLIGHT_LISTEN", "127.0.0.1:70000"),
        ("PORCHLIGHT_LISTEN", &taken),
        ("PORCHLIGHT_PUBLIC_URL", "homes.example"),
        ("PORCHLIGHT_PUBLIC_URL", "ftp://homes.example"),
        ("PORCHLIGHT_PUBLIC_URL", "https://homes.example/path"),
        ("PORCHLIGHT_PUBLIC_URL", "https://homes.example/?page"),
        ("PORCHLIGHT_PUBLIC_URL", "https://homes.example/#top"),
        ("PORCHLIGHT_PUBLIC_URL", "https://homes.example#"),
        ("PORCHLIGHT_PUBLIC_URL", "https://admin@homes.example"),
        ("PORCHLIGHT_PUBLIC_URL", "https://admin:secret@homes.example"),
        ("PORCHLIGHT_PUBLIC_URL", "https://@homes.example"),
        ("PORCHLIGHT_PUBLIC_URL", "https:homes.example"),
        ("PORCHLIGHT_PUBLIC_URL", "https:///homes.example"),
        ("PORCHLIGHT_PUBLIC_URL", "https:\\\\homes.example"),
        ("PORCHLIGHT_PUBLIC_URL", " https://homes.example"),
        ("PORCHLIGHT_RATE_LIMITS", "maybe"),
        ("PORCHLIGHT_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("PORCHLIGHT_STORAGE_URL", "https://bucket.example"),
        ("PORCHLIGHT_STORAGE_URL", "s3://bucket?zone=eu"),
        ("PORCHLIGHT_STORAGE_URL", "s3://bucket?endpoint=http://127.0.0.1:9"),
        ("PORCHLIGHT_LOG", "porchlight=[["),
        ("PORCHLIGHT_LOG_FORMAT", "xml"),
        ("PORCHLIGHT_DATABASE_URL", "mysql://localhost/homes"),
        ("PORCHLIGHT_DATA_DIR", "/dev/null/data"),
        ("PORCHLIGHT_DATA_DIR", "/dev/null/data"),
    ];

    for (variable, value) in wrong {
        let mut variables = vec![("PORCHLIGHT_DATA_DIR", data.as_str()), ("PORCHLIGHT_LOG", "off")];
        variables.retain(|(name, _)| *name != variable);
        variables.push((variable, value));
        if variable != "PORCHLIGHT_LISTEN" {
            variables.push(("PORCHLIGHT_LISTEN", "127.0.0.1:0"));
        }
        let (status, errors) = Process::run(&[], &variables);

        assert!(!status.success(), "{variable}={value}");
        assert!(errors.contains(variable), "{variable}={value}: {errors}");
        assert_eq!(errors.trim_end().lines().count(), 1, "{variable}={value}: {errors}");
    }
}

#[test]
fn the_exit_code_of_the_health_check_reports_readiness() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let address = site.url.trim_start_matches("http://").to_owned();

    let (while_up, errors) = Process::run(&["healthcheck"], &[("PORCHLIGHT_LISTEN", &address)]);
    assert!(site.terminate().success());
    let (when_down, reason) = Process::run(&["healthcheck"], &[("PORCHLIGHT_LISTEN", &address)]);

    assert!(while_up.success(), "{errors}");
    assert!(!when_down.success());
    assert_eq!(reason.trim_end().lines().count(), 1, "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_has_seed_data_and_can_be_restarted() {
    let data = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let (site, output) = Process::demo(data.path());
        for name in [
            "Rita Okafor",
            "Ravi Menon",
            "Omar Haddad",
            "Olga Lindqvist",
            "Sam Vance",
        ] {
            assert!(output.contains(name), "{output}");
        }
        let password = output.split("password is: ").nth(1).unwrap().lines().next().unwrap();
        assert_ne!(password, PASSWORD);
        let visitor = Actor::visitor(site.url.clone());
        assert!(visitor.get(urls::HOME).await.count(".listing-card") >= 5);

        let form = [("email", "rita@example.org"), ("password", password)];
        visitor.post(urls::SIGN_IN, &form).await.assert_redirect(urls::HOME);

        let inbox = visitor.get(urls::MESSAGES).await;
        assert_eq!(inbox.count(".conversation-item"), 2);
        inbox.assert_some("#messages-link[aria-label$=unread]");
        assert!(site.terminate().success());
    }
}
