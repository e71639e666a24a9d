//! The people, homes and threads of the demo.
//!
//! Rita and Ravi rent, Omar and Olga own, Sam is the stranger. Everything is made by the same use cases that pages
//! call; only the clock is moved, so that the conversations have a past.

use std::net::{IpAddr, Ipv4Addr};

use url::Url;

use crate::accounts::Viewer;
use crate::accounts::actions::{Source, sign_up};
use crate::accounts::input::SignUpInput;
use crate::accounts::queries::user_by_email;
use crate::app::App;
use crate::comments::actions::post_comment;
use crate::context::Context;
use crate::conversations::read::actions::mark_read;
use crate::conversations::send::actions::send_message;
use crate::conversations::send::input::MessageInput;
use crate::conversations::start::actions::start_conversation;
use crate::entities::{ListingId, SessionId, Timestamp};
use crate::error::Result;
use crate::listings::actions::create_listing;
use crate::listings::input::ListingInput;
use crate::photos::actions::store_photo;

use super::listings::{DemoListing, LISTINGS};
use super::photos::DemoPhoto;

/// The password of everybody in the demo.
pub const PASSWORD: &str = "porch light on";

/// First name, whole name.
const PEOPLE: [(&str, &str); 5] = [
    ("rita", "Rita Okafor"),
    ("ravi", "Ravi Menon"),
    ("omar", "Omar Haddad"),
    ("olga", "Olga Lindqvist"),
    ("sam", "Sam Vance"),
];

/// One hour, in microseconds.
const HOUR: i64 = 3_600 * Timestamp::SECOND;

/// Fills an empty site. A site that has the cast already is left as it is.
///
/// # Errors
/// When the database does not take it.
pub async fn seed(app: &App) -> Result<()> {
    if user_by_email(&app.db, &email("rita")).await?.is_some() {
        return Ok(());
    }
    let stage = Stage { app };
    let [rita, ravi, omar, olga, sam] = PEOPLE;
    let rita = stage.person(rita).await?;
    let ravi = stage.person(ravi).await?;
    let omar = stage.person(omar).await?;
    let olga = stage.person(olga).await?;
    stage.person(sam).await?;
    let drawn = super::photos::process(app.context()).await?;
    let mut homes = Vec::new();
    for (index, home) in LISTINGS.iter().enumerate() {
        let owner = if home.by_omar { &omar } else { &olga };
        let days_ago = (LISTINGS.len() - index) as i64;
        homes.push(stage.home(owner, home, days_ago).await?);
        if home.status != "draft" {
            let shown = super::photos::of_listing(index).map(|number| &drawn[number]);
            stage.photos(owner, homes[index], shown, days_ago).await?;
        }
    }
    stage.questions(&homes, &rita, &ravi, &omar).await?;
    stage.canal_thread(homes[0], &rita, &omar).await?;
    stage.studio_thread(homes[1], &ravi, &olga).await?;
    stage.cottage_thread(homes[2], &rita, &olga).await
}

/// What the demo prints: where to go and how to sign in.
pub fn sign_in_hint(public_url: &Url) -> String {
    let people: String = PEOPLE
        .iter()
        .map(|(first, name)| format!("  {:<16} {}\n", name, email(first)))
        .collect();
    format!(
        "\nThe porch light is on at {public_url}\n\nSign in at {public_url}sign-in as one of these:\n{people}\n\
         Everybody's password is: {PASSWORD}\nRita and Ravi rent, Omar and Olga own, Sam is a stranger to them all.\n"
    )
}

fn email(first: &str) -> String {
    format!("{first}@example.org")
}

struct Stage<'a> {
    app: &'a App,
}

impl Stage<'_> {
    fn ago(&self, microseconds: i64) -> Context<'_> {
        let mut context = self.app.context();
        context.now = context.now.minus(microseconds);
        context
    }

    async fn person(&self, (first, name): (&str, &str)) -> Result<Viewer> {
        let draft = SignUpInput {
            name: name.to_owned(),
            email: email(first),
            password: PASSWORD.to_owned(),
        };
        let source = Source {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            device: "The demo".to_owned(),
            replaces: None,
        };
        let signed_in = sign_up(self.ago(30 * Timestamp::DAY), &draft, source).await?;
        Ok(Viewer {
            id: signed_in.user.id,
            name: signed_in.user.name,
            session: SessionId(0),
        })
    }

    async fn home(&self, owner: &Viewer, home: &DemoListing, days_ago: i64) -> Result<ListingId> {
        let draft = ListingInput {
            title: home.title.to_owned(),
            description: home.description.to_owned(),
            city: home.city.to_owned(),
            price: home.price.to_owned(),
            currency: home.currency.to_owned(),
            bedrooms: home.bedrooms.to_string(),
            bathrooms: home.bathrooms.to_string(),
            area: home.area.to_string(),
            available_from: home.available_from.to_owned(),
            status: home.status.to_owned(),
        };
        let listing = create_listing(self.ago(days_ago * Timestamp::DAY), owner, &draft).await?;
        Ok(listing.id)
    }

    async fn photos<'a>(
        &self,
        owner: &Viewer,
        home: ListingId,
        shown: impl Iterator<Item = &'a DemoPhoto>,
        days_ago: i64,
    ) -> Result<()> {
        let context = self.ago(days_ago * Timestamp::DAY);
        for DemoPhoto { picture, shows } in shown {
            store_photo(context, owner, home, picture, shows).await?;
        }
        Ok(())
    }

    async fn questions(&self, homes: &[ListingId], rita: &Viewer, ravi: &Viewer, omar: &Viewer) -> Result<()> {
        let lines: [(usize, &Viewer, i64, &str); 4] = [
            (0, ravi, 50, "Is there somewhere dry to keep two bikes?"),
            (
                0,
                omar,
                49,
                "Yes, a shared cellar with its own lock. There’s room for two more.",
            ),
            (0, rita, 47, "How fast is the internet, and is it in the rent?"),
            (
                0,
                omar,
                46,
                "Fibre is in the building. You take your own contract; most neighbours pay about €40.",
            ),
        ];
        for (home, author, hours_ago, text) in lines {
            post_comment(self.ago(hours_ago * HOUR), author, homes[home], text).await?;
        }
        Ok(())
    }

    async fn canal_thread(&self, home: ListingId, rita: &Viewer, omar: &Viewer) -> Result<()> {
        self.talk(
            home,
            rita,
            &[
                (rita, 50, "Hello Omar, is the flat still free from February? I’m a nurse at the university hospital, moving with my cat."),
                (omar, 49, "Hi Rita! Yes, it is. Cats are welcome, the last tenants had two."),
                (omar, 49, "Rent includes water and the building fee. Heating is separate, about €85 a month in winter."),
                (rita, 26, "That works for me. Does the back bedroom get any street noise?"),
                (omar, 2, "It looks onto the courtyard, so it’s quiet. You hear the blackbirds, that’s all."),
                (omar, 1, "Would Thursday or Saturday suit you for a viewing?"),
            ],
            4,
        )
        .await
    }

    async fn studio_thread(&self, home: ListingId, ravi: &Viewer, olga: &Viewer) -> Result<()> {
        self.talk(
            home,
            ravi,
            &[
                (ravi, 30, "Could I move in mid-month? My lease ends on the 14th."),
                (
                    olga,
                    28,
                    "Mid-month is fine. I’d ask for half of the first month’s rent.",
                ),
                (ravi, 27, "Fair. When could I see it?"),
                (
                    olga,
                    25,
                    "Friday at five? The address is on https://www.openstreetmap.org if you search for Patershol.",
                ),
                (ravi, 24, "Thank you, see you on Friday at five!"),
            ],
            5,
        )
        .await
    }

    async fn cottage_thread(&self, home: ListingId, rita: &Viewer, olga: &Viewer) -> Result<()> {
        self.talk(
            home,
            rita,
            &[
                (rita, 75, "Is the garden shared with the neighbours?"),
                (olga, 74, "No, it’s all yours. The pear tree too."),
            ],
            2,
        )
        .await
    }

    /// A conversation in which everybody has read the first `read` messages.
    async fn talk(&self, home: ListingId, renter: &Viewer, lines: &[(&Viewer, i64, &str)], read: usize) -> Result<()> {
        let began = lines.first().map_or(0, |(_, hours_ago, _)| *hours_ago);
        let opened = start_conversation(self.ago(began * HOUR), renter, home).await?;
        let conversation = opened.into_inner().id;
        for (index, (sender, hours_ago, text)) in lines.iter().enumerate() {
            let draft = MessageInput {
                text: (*text).to_owned(),
                ..MessageInput::default()
            };
            let context = self.ago(hours_ago * HOUR);
            let message = send_message(context, sender, conversation, &draft).await?.into_inner();
            if index < read {
                for (reader, _, _) in lines {
                    mark_read(context, reader, conversation, message.id).await?;
                }
            }
        }
        Ok(())
    }
}
