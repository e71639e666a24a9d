//! The five accounts of the demo: Rita and Ravi rent, Omar and Olga own, Sam is a stranger to all of them.

use std::net::{IpAddr, Ipv4Addr};

use url::Url;

use crate::accounts::Viewer;
use crate::accounts::actions::{Source, sign_up};
use crate::accounts::input::SignUpInput;
use crate::context::Context;
use crate::entities::SessionId;
use crate::error::Result;

/// Of every account of the demo.
pub const PASSWORD: &str = "porch light on";

/// In the order renters, owners, stranger.
pub const PEOPLE: [DemoPerson; 5] = [
    DemoPerson::new("rita", "Rita Okafor"),
    DemoPerson::new("ravi", "Ravi Menon"),
    DemoPerson::new("omar", "Omar Haddad"),
    DemoPerson::new("olga", "Olga Lindqvist"),
    DemoPerson::new("sam", "Sam Vance"),
];

pub struct DemoPerson {
    /// The local part of the e-mail.
    username: &'static str,
    name: &'static str,
}

impl DemoPerson {
    const fn new(username: &'static str, name: &'static str) -> Self {
        Self { username, name }
    }

    pub fn email(&self) -> String {
        format!("{}@example.org", self.username)
    }

    /// Creates the account. The returned viewer has no session: use cases need only its id and name.
    pub async fn sign_up(&self, context: Context<'_>) -> Result<Viewer> {
        let input = SignUpInput {
            name: self.name.to_owned(),
            email: self.email(),
            password: PASSWORD.to_owned(),
        };
        let source = Source {
            // Reserved for documentation (RFC 5737), so no visitor shares its rate limit.
            address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
            device: "The demo".to_owned(),
            replaces: None,
        };
        let signed_in = sign_up(context, &input, source).await?;
        Ok(Viewer {
            id: signed_in.user.id,
            name: signed_in.user.name,
            session: SessionId(0),
        })
    }
}

/// The text that the demo prints at its start: the URL, the accounts and their password.
pub fn sign_in_hint(public_url: &Url) -> String {
    let people: String = PEOPLE
        .iter()
        .map(|person| format!("  {:<16} {}\n", person.name, person.email()))
        .collect();
    format!(
        "\nThe demo runs at {public_url}\n\nSign in at {public_url}sign-in as one of these:\n{people}\n\
         Every account's password is: {PASSWORD}\n\
         Rita and Ravi rent, Omar and Olga own, Sam is a stranger to all of them.\n"
    )
}
