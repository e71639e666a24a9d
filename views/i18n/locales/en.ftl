### British English. This file defines the messages: every translation has exactly the same ids.
###
### For translators: a message whose id ends in -html may contain HTML, and its arguments may be markup. All others are
### plain text. Numbers in arguments already have the thousands separators of the language.

## Header, footer and navigation

skip-to-content = Skip to content
main-navigation = Main
browse = Browse
messages = Messages
messages-unread = Messages, { $unread } unread
# For screen readers, after the number of unread messages.
unread = { "" } unread
my-listings = My listings
you = You
your-account = Your account
signed-in-as = Signed in as
settings = Settings
sign-out = Sign out
sign-in = Sign in
sign-up = Sign up
search = Search
owner = Owner
no-picture = No picture yet
feed-of-new-homes = New homes

## Search

browse-title = Homes to let
browse-heading = Somewhere to live. Someone to ask.
browse-about = Homes to let, from owners who answer.
browse-description = Homes to let, from owners who answer. Find one, and ask about it.
search-label = City, street or words
homes =
    { $count ->
        [one] { $count } home
       *[other] { $count } homes
    }
homes-in =
    { $count ->
        [one] { $count } home in { $city }
       *[other] { $count } homes in { $city }
    }
nothing-heading = No lights on here yet
nothing-found = No home matches all of that. Ask for a little less and look again.
nothing-listed = Nobody has listed a home yet. Yours could be the first.
clear-all-filters = Clear all filters
clear-all = Clear all
pages = Pages
previous-page = Previous
page-of = Page { $page } of { $pages }
next-page = Next
filters = Filters
show-homes = Show homes
city = City
price = Price
price-up-to = Up to { $most } a month
price-from = From { $least } a month
price-between = { $least } to { $most } a month
price-least-label = From, a month
price-most-label = Up to, a month
any = Any
beds-any = Any
beds-studio = Studio or more
beds-at-least = { $beds } or more
beds-set = { $beds } or more beds
available-by = Free by { $day }
available-by-label = Move in on or before
sort-by = Sort by
sort = Sort
sort-newest = Newest first
sort-lowest = Lowest rent
sort-highest = Highest rent

## A listing

# After the amount of the rent.
a-month = a month
rent-a-month = { $money } a month
studio = Studio
# Short, on a card.
beds-short = { $count } bed
baths-short = { $count } bath
square-metres = { $area } m²
bedrooms = Bedrooms
bathrooms = Bathrooms
floor-area = Floor area
available = Available
free-now = Free now
free-from = From { $day }
status-draft = Draft
status-available = Available
status-let = Let
status-archived = Archived
standing-draft = This is a draft. Only you can see it.
standing-available = This home is free to let.
standing-let = This home is let now. You can still read about it.
standing-archived = This listing is put away. It is no longer offered.
about-this-home = About this home
never-pay-first = Never pay before you have seen the home.
contact-owner = Contact Owner
edit-listing = Edit listing
home-in-short = { $city }, { $money } a month. { $start }

## Alternative texts of the demo photos

picture-canal-houses = Gabled canal houses at dusk, several windows lit
picture-studio = Studio with a tall arched window and a blue sofa
picture-cottage = White cottage at dusk with its porch light on
picture-loft = Loft with factory windows and a kitchen island
picture-roof-terrace = Roof terrace with string lights over the rooftops
picture-bedroom = Bedroom with sage panelling and a lit lamp
picture-townhouse = Brick townhouse with a yellow front door
picture-kitchen = Kitchen with blue cabinets and a long table

## Reply time

reply-within-hours =
    { $count ->
        [one] Usually replies within an hour
       *[other] Usually replies within { $count } hours
    }
reply-within-days =
    { $count ->
        [one] Usually replies within a day
       *[other] Usually replies within { $count } days
    }
reply-slower = Usually takes more than a week to reply
# For an owner without a reply so far.
reply-none-yet = New here

## Public comments

asked-in-public = Asked in public
nothing-asked = Nothing asked yet.
earlier-comments = Earlier questions and answers
newest-comments = Newest questions and answers
ask-in-public = Ask or answer in public
ask-in-public-hint = Everyone can read this. For anything personal, write to the owner.
post-comment = Post comment
remove-comment = Remove comment
sign-in-to-ask = Sign in to ask a question

## The owner's listings

new-listing = New listing
waiting-for-you =
    { $count ->
        [0] Nobody is waiting to hear from you.
        [one] One message is waiting for you.
       *[other] { $count } messages are waiting for you.
    }
first-listing-heading = Your first light
first-listing = List a home and people can ask you about it. You answer right here.
enquiries = Enquiries
# Conversations about a home beyond those that are shown.
more-enquiries =
    { $count ->
        [one] One more in Messages
       *[other] { $count } more in Messages
    }
waiting = Waiting
# The text in span is for screen readers only.
edit-home-html = Edit<span class="visually-hidden"> { $home }</span>
mark-as-let-html = Mark as let<span class="visually-hidden">: { $home }</span>
make-available-html = Make available<span class="visually-hidden">: { $home }</span>
reply-to-html = Reply<span class="visually-hidden"> to { $name }</span>
list-a-home = List a home

## Photos of a listing

photos = Photos
photos-hint = The first one is the cover. Say in a few words what each of them shows: some people hear photos instead of seeing them.
photos-come-next = Photos have a page of their own. Save the listing, and go on to them from here.
photo-count =
    { $count ->
        [one] One photo
       *[other] { $count } photos
    }
# The alternative text of a photo without a description.
photo-alt = Photo { $number } of { $home }
cover = Cover
add-photos = Add photos
photo-kinds = JPEG, PNG or WebP, up to { $megabytes } MB each
take-photo = Take a photo
upload-photos = Upload
photo-uploading = Uploading { $name }
photo-lost = It didn’t arrive. Check your connection and choose it again.
photo-missing = Choose a photo first.
photos-full = A home has room for { $most } photos. Remove one to add another.
alt-label-html = What it shows<span class="visually-hidden"> (photo { $number })</span>
save-alt-html = Save<span class="visually-hidden"> what photo { $number } shows</span>
move-photo-earlier = Move photo { $number } earlier
move-photo-later = Move photo { $number } later
remove-photo = Remove photo { $number }

## Rejected files

picture-empty = There is nothing in this file.
picture-too-large = Too big at { $size } MB. The limit is { $limit } MB.
picture-unknown = Not a picture we can read. JPEG, PNG and WebP work.
# $kind is the name of a file type, such as HEIC.
picture-unread = { $kind } pictures can’t be read here yet. Save it as JPEG and choose it again.
picture-too-many-pixels = Too many pixels. At most { $millions } million fit: save it smaller and choose it again.
picture-too-long = Too long. A side may have { $pixels } pixels: save it smaller and choose it again.
picture-broken = Damaged or incomplete. Choose it again, or save it as JPEG first.

## The listing form

listing-errors = Something to fix before this can be saved
the-home = The home
title-label = Title
title-hint = Say what makes it yours. Up to 120 characters.
city-hint = The one renters look in.
area-hint = In square metres.
bedrooms-hint = 0 for a studio.
bathrooms-hint = With a bath or a shower.
description-label = Description
description-hint = Light, noise, heating, neighbours: the things people ask first.
rent-and-dates = Rent and dates
rent = Rent
rent-hint = A month, such as 1250 or 1250.50.
currency = Currency
currency-hint = Its three letters, such as EUR.
available-from = Available from
available-from-hint = Leave it empty if the home is free now.
status = Status
status-hint = Renters find it only while it is available.
cancel = Cancel
save-listing = Save listing
save-then-photos = Save, then photos

## The inbox

inbox-empty-heading = Nobody to write back to yet
inbox-empty-html = Find a home you like and press <b>Contact Owner</b>. The conversation appears here.
browse-homes = Browse homes
choose-conversation-heading = Pick up where you left off
choose-conversation = Choose a conversation and it opens here.
open-chat = Open Chat
preview-own = You: { $text }
no-messages = No messages yet
conversations = Conversations
newest-conversations = Newest conversations
earlier-conversations = Earlier conversations

## A conversation

conversation-title = { $name }: { $home }
back-to-inbox = Back to the inbox
chat = Chat
open-full-page = Open full page
close-chat = Close chat
the-home-aside = The home
earlier-messages = Earlier messages
download-conversation = Download this conversation
as-a-page = A page to print
as-a-zip = A zip file
exported-at-html = All messages until { $time }.
caution-payment-html = <b>This message seems to ask for money.</b> Nobody honest does before you have seen the home. Pay only when you have been there and signed. Only you see this note.
caution-elsewhere-html = <b>This message leads outside Porchlight.</b> Until you know who you deal with, it is safer to go on here, where what was said can be looked up. Only you see this note.
later-messages = Later messages
newest-messages = Newest messages
link-to-message = Link to this message
new-messages = New messages
stay-safe-html = <b>Stay on Porchlight until you’ve seen the home.</b> Nobody honest asks for money before a viewing.
no-newer-messages-html = No newer messages. Checked at { $time }.
message-label = Message
write-to = Write to { $name }
send = Send
send-keys-html = <kbd>Enter</kbd> to send, <kbd>Shift + Enter</kbd> for a new line
is-typing = { $name } is typing
sending = Sending…
failed = Not sent.
try-again = Try again
offline = You’re offline. New messages show up when you’re back.
unreachable = Porchlight doesn’t answer just now. This page keeps trying.
not-sent = Not sent. Your message is still here: check your connection and press Send again.
# Read receipt, below the last message of the viewer that the other participant has read.
read-html = Read { $time }
read-before-html = Read { $day } at { $time }
# Presence, below the name of the other participant: a page is open now, or was open today.
active-now = Active now
active-today = Active today

## One message

message-options = Message options
message-by = Message by { $name }
close = Close
edited = Edited
# In place of the text.
message-unsent = This message was unsent
# Short, in an inbox.
preview-unsent = Message unsent
reply = Reply
replying-to = Replying to { $name }
replying-to-yourself = Replying to yourself
stop-replying = Do not quote this
reactions = Reactions
reaction-like = Thumbs up
reaction-love = Heart
reaction-laugh = Laughing
reaction-wow = Surprised
reaction-sad = Sad
reacted = { $name } reacted: { $reaction }
copy-link = Copy link
link-copied = Link copied
edit-message = Edit
edit-label = New text
edit-message-hint = For 15 minutes. What it said before stays visible to you both.
save-message = Save
unsend = Unsend
unsend-about = Its text goes, for good and for you both; that there was a message stays. { $name } may have read it already.
unsend-message = Unsend message
earlier-versions = Earlier versions
# Versions between the first and the latest ones that are not shown.
versions-left-out =
    { $count ->
        [one] One version in between is left out here.
       *[other] { $count } versions in between are left out here.
    }
message-changed = A message above has changed.
show-it = Show it
files = Files
send-files = Send files
all-files = All files of this conversation
no-files = Nothing was sent here yet.
choose-files = Pictures or files
choose-files-hint = Up to five: pictures of up to 15 MB, and PDF, text or office files of up to 20 MB. Only the two of you see them.
words-with-files = A few words with them
file-ready = { $name } is ready to be sent
files-to-send = Files to be sent
drop-files = Drop files to send them
cancel-file = Cancel { $name }
remove-file = Remove { $name }
file-removed = { $name } is removed
file-lost = It didn’t arrive. Check your connection and try again.
sent-when-there = Goes out as soon as its files have arrived.
not-sent-yet = Not sent yet, because a file is missing. Try it again, or press Send to leave it out.

## Accounts

welcome-back = Welcome back
new-here-html = New here? <a href="{ $address }">Create an account</a>
come-in = Come on in
have-account-html = Already have an account? <a href="{ $address }">Sign in instead</a>
house-at-dusk = A small house at dusk with its porch light on
sign-up-errors = Nearly there
email = Email
email-hint = Never shown to anyone.
password = Password
password-hint = 8 characters or more. A short sentence is perfect.
your-name = Your name
name = Name
name-hint = The people you write to see this.

## Settings

profile = Profile
profile-email-html = You sign in with <b>{ $email }</b>. Nobody else sees it.
save-profile = Save profile
appearance = Appearance
light-or-dark = Light or dark, in this browser
theme-device = Same as my device
theme-light = Light
theme-dark = Dark
save-appearance = Save appearance
language = Language
language-here = The language of the site, in this browser
language-browser = Same as my browser
save-language = Save language
receipts = Read receipts
receipts-label = Show when messages have been read
receipts-hint = If you switch this off, nobody sees what you have read, and you don’t see what others have.
save-receipts = Save read receipts
presence = Activity
presence-label = Show when you are active
presence-hint = People you talk with here see “Active now” or “Active today” by your name, and see when you are typing. If you switch this off, nobody sees it, and you don’t see it of others.
save-presence = Save activity
switch-on = On
switch-off = Off
current-password = Current password
new-password = New password
change-password = Change password
devices = Devices
where-signed-in = Where you’re signed in
more-sessions = The { $shown } you used last are shown here. To sign out all others, change your password.
this-device = This device
last-seen-html = Last seen { $day } at { $time }
end-session-html = End<span class="visually-hidden"> the session on { $device }</span>
saved-profile = Saved. Others see your new name from now on.
saved-appearance = Saved for this browser.
saved-switch = Saved. It holds from now on, in every conversation.
saved-password = Your new password is in force. All other devices have been signed out.
saved-session = That device is signed out.
device-browser-on = { $browser } on { $system }
device-other = Another program

## Errors

door-light-off = A front door with the porch light off
go-to-messages = Go to messages
error-reference = Error { $status }, reference { $reference }
error-status = Error { $status }
reference = Reference { $reference }

error-400-title = We couldn’t read that
error-400 = Go back, reload the page and try again.
error-401-title = Please sign in
error-401 = Only somebody who is signed in can do this.
error-403-title = That came from somewhere else
error-403 = For your safety, changes are taken from this site’s own pages only. Open the page here and try again.
error-404-title = Nobody home at this address
error-404 = The home may have been let, or the link has a typo. Everything else is still here.
error-405-title = This door doesn’t open that way
error-405 = Go back and use the page’s own links and buttons.
error-408-title = That took too long to arrive
error-408 = Check your connection and try again.
error-409-title = That’s already there
error-409 = It contradicts what is stored. Reload the page and try again.
error-413-title = That’s too much at once
error-413 = At most 64 KB fit. Shorten it or send it in parts.
error-415-title = We can’t read that kind
error-415 = Send it as the page’s own form does, or as JSON to the API.
error-422-title = Something needs fixing
error-422 = Check what you entered and try again.
error-429-title = One at a time, please
error-429 = That was a lot in a short time. Please try again in a moment.
error-503-title = We’ll be right back
error-503 = The site can’t take this just now. Nothing you wrote is lost: try again in a moment.
error-507-title = No room left
error-507 = There is no space for files just now. Messages without files still work. Whoever runs this site can make room.
error-500-title = The light flickered
error-500 = Something went wrong on our side, and it has been written down. Please try again in a moment.

too-many = That was a lot in a short time. Please try again in { $wait }.
wait-seconds =
    { $count ->
        [one] a second
       *[other] { $count } seconds
    }
wait-minutes =
    { $count ->
        [one] a minute
       *[other] { $count } minutes
    }
wait-hours =
    { $count ->
        [one] an hour
       *[other] { $count } hours
    }

## Validation errors

one-line-only = Use letters, digits and signs only, on one line
no-nul = The character NUL cannot be kept. Remove it and try again.
write-something = Write something first
post-too-long = This has { $length } characters; at most { $most } fit. Shorten it or send it in parts.
too-long = Use at most { $most } characters; this has { $length }
name-missing = Enter your name
email-missing = Enter your e-mail address
email-too-long = Use an e-mail address of at most { $most } characters
email-wrong = Enter an e-mail address such as rita@example.org
email-taken = This e-mail address already has an account. Sign in instead.
too-many-sign-ups = Several accounts were made from your network just now, as many as fit. Please try again in { $wait }.
password-nul = Use a password without the character NUL
password-short = Use 8 characters or more. A short sentence is perfect.
password-leaked = This password is on lists of leaked ones. Choose one that is yours alone.
password-is-name = Choose a password that is not your name or e-mail address
password-not-current = This is not your current password
wrong-credentials = That e-mail and password don’t match. Check both and try again.
title-missing = Give it a title
listings-full = You have { $most } homes, as many as one account can have. Edit one that is let or archived instead.
listings-a-day = You have listed { $most } homes within a day, as many as fit. You can list the next one in { $wait }.
city-missing = Say which city it is in
price-wrong = Enter the monthly rent, for example 1250 or 1250.50
price-too-high = Enter a rent of at most { $most }
date-wrong = Enter a date such as 2026-12-01
status-wrong = Choose draft, available, let or archived
currency-wrong = Enter a currency code such as EUR
bedrooms-wrong = Enter how many bedrooms, from { $least } to { $most }
bathrooms-wrong = Enter how many bathrooms, from { $least } to { $most }
area-wrong = Enter how many square metres, from { $least } to { $most }
sort-wrong = Sort by newest, price_asc or price_desc
page-wrong = Enter a page from 1 to { $most }
client-id-too-long = Use a client id of at most { $most } characters
sent-already = An earlier version of this message has been sent already. Press Send again to send this one as well.
too-late-to-edit = A message can be edited for 15 minutes, and this one is older. Send another one instead.
too-many-edits = A message can be edited { $most } times, and this one has been. Send another one instead.
too-late-to-unsend = A message can be unsent for 24 hours, and this one is older.
message-not-yours = Only who sent a message can change it
quote-wrong = Quote a message of this conversation
reaction-wrong = Choose one of the reactions
reaction-own = Reactions are for what others write
attachment-missing = Choose a picture or a file first
attachment-gone = One of the files is no longer there. Choose it again.
attachment-unknown = This is nothing that can be sent here. Pictures, PDF, text and office files can.
attachments-full = A message brings { $most } files at most. Send the others with the next one.
own-listing = This is your own listing. Renters contact you from it.
owner-is-you = This is you. Renters contact you from your listing.
owner-is-not = This person does not own the listing
theme-wrong = Choose light, dark, or the same as your device.
switch-wrong = Choose on or off.
language-wrong = Choose one of the languages in the list.

## Dates and money

today = Today
yesterday = Yesterday
weekday =
    { $day ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
weekday-short =
    { $day ->
        [1] Mon
        [2] Tue
        [3] Wed
        [4] Thu
        [5] Fri
        [6] Sat
       *[7] Sun
    }
month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
month-short =
    { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
# Sunday 11 January
weekday-date = { $weekday } { $date }
# 11 January, or 11 Jan
day-month = { $day } { $month }
# 11 January 2025
day-month-year = { $day } { $month } { $year }
money = { $symbol }{ $amount }
money-by-code = { $code } { $amount }
