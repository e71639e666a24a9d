//! Seeds an empty site with the demo data.
//!
//! Everything is created by the use cases that the pages call, with a context whose clock is set back, so that the data
//! has a history.

use super::listings::{DemoListing, LISTINGS};
use super::people::PEOPLE;
pub use super::people::{PASSWORD, sign_in_hint};
use super::photos::DemoPhoto;
use crate::accounts::Viewer;
use crate::accounts::queries::user_by_email;
use crate::app::App;
use crate::comments::actions::post_comment;
use crate::context::Context;
use crate::conversations::read::actions::mark_read;
use crate::conversations::send::actions::send_message;
use crate::conversations::send::input::MessageInput;
use crate::conversations::start::actions::start_conversation;
use crate::entities::{ListingId, Timestamp};
use crate::error::Result;
use crate::listings::actions::create_listing;
use crate::listings::input::ListingInput;
use crate::photos::actions::store_photo;

/// In microseconds.
const HOUR: i64 = 3_600 * Timestamp::SECOND;

/// Creates the demo data. Does nothing if the first account of the demo exists.
pub async fn seed(app: &App) -> Result<()> {
    let [rita, ravi, omar, olga, sam] = PEOPLE;
    if user_by_email(&app.db, &rita.email()).await?.is_some() {
        return Ok(());
    }
    let seeder = Seeder { app };
    let sign_up_context = || seeder.context_before(30 * Timestamp::DAY);
    let rita = rita.sign_up(sign_up_context()).await?;
    let ravi = ravi.sign_up(sign_up_context()).await?;
    let omar = omar.sign_up(sign_up_context()).await?;
    let olga = olga.sign_up(sign_up_context()).await?;
    sam.sign_up(sign_up_context()).await?;
    let all_photos = super::photos::process(app.context()).await?;
    let mut listings = Vec::new();
    for (index, listing) in LISTINGS.iter().enumerate() {
        let owner = if listing.by_omar { &omar } else { &olga };
        let days_ago = (LISTINGS.len() - index) as i64;
        listings.push(seeder.listing(owner, listing, days_ago).await?);
        if listing.status != "draft" {
            let photos = super::photos::of_listing(index).map(|number| &all_photos[number]);
            seeder.photos(owner, listings[index], photos, days_ago).await?;
        }
    }
    seeder.comments(&listings, &rita, &ravi, &omar).await?;
    seeder.canal_thread(listings[0], &rita, &omar).await?;
    seeder.studio_thread(listings[1], &ravi, &olga).await?;
    seeder.cottage_thread(listings[2], &rita, &olga).await
}

struct Seeder<'a> {
    app: &'a App,
}

impl Seeder<'_> {
    fn context_before(&self, microseconds_ago: i64) -> Context<'_> {
        let mut context = self.app.context();
        context.now = context.now.minus(microseconds_ago);
        context
    }

    async fn listing(&self, owner: &Viewer, listing: &DemoListing, days_ago: i64) -> Result<ListingId> {
        let input = ListingInput {
            title: listing.title.to_owned(),
            description: listing.description.to_owned(),
            city: listing.city.to_owned(),
            price: listing.price.to_owned(),
            currency: listing.currency.to_owned(),
            bedrooms: listing.bedrooms.to_string(),
            bathrooms: listing.bathrooms.to_string(),
            area: listing.area.to_string(),
            available_from: listing.available_from.to_owned(),
            status: listing.status.to_owned(),
        };
        let created = create_listing(self.context_before(days_ago * Timestamp::DAY), owner, &input).await?;
        Ok(created.id)
    }

    async fn photos<'a>(
        &self,
        owner: &Viewer,
        listing: ListingId,
        photos: impl Iterator<Item = &'a DemoPhoto>,
        days_ago: i64,
    ) -> Result<()> {
        let context = self.context_before(days_ago * Timestamp::DAY);
        for DemoPhoto { picture, alt } in photos {
            store_photo(context, owner, listing, picture, alt).await?;
        }
        Ok(())
    }

    async fn comments(&self, listings: &[ListingId], rita: &Viewer, ravi: &Viewer, omar: &Viewer) -> Result<()> {
        let comments: [(usize, &Viewer, i64, &str); 4] = [
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
        for (index, author, hours_ago, text) in comments {
            post_comment(self.context_before(hours_ago * HOUR), author, listings[index], text).await?;
        }
        Ok(())
    }

    async fn canal_thread(&self, listing: ListingId, rita: &Viewer, omar: &Viewer) -> Result<()> {
        self.conversation(
            listing,
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

    async fn studio_thread(&self, listing: ListingId, ravi: &Viewer, olga: &Viewer) -> Result<()> {
        self.conversation(
            listing,
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

    async fn cottage_thread(&self, listing: ListingId, rita: &Viewer, olga: &Viewer) -> Result<()> {
        self.conversation(
            listing,
            rita,
            &[
                (rita, 75, "Is the garden shared with the neighbours?"),
                (olga, 74, "No, it’s all yours. The pear tree too."),
            ],
            2,
        )
        .await
    }

    /// A conversation of which both participants have read the first `read_count` messages. A message is its sender, its
    /// age in hours, and its text.
    async fn conversation(
        &self,
        listing: ListingId,
        renter: &Viewer,
        messages: &[(&Viewer, i64, &str)],
        read_count: usize,
    ) -> Result<()> {
        let started = messages.first().map_or(0, |(_, hours_ago, _)| *hours_ago);
        let opened = start_conversation(self.context_before(started * HOUR), renter, listing).await?;
        let conversation = opened.into_inner().id;
        for (index, (sender, hours_ago, text)) in messages.iter().enumerate() {
            let input = MessageInput {
                text: (*text).to_owned(),
                ..MessageInput::default()
            };
            let context = self.context_before(hours_ago * HOUR);
            let message = send_message(context, sender, conversation, &input).await?.into_inner();
            if index < read_count {
                for (reader, _, _) in messages {
                    mark_read(context, reader, conversation, message.id).await?;
                }
            }
        }
        Ok(())
    }
}
