//! The listings of the demo, the oldest first. The drawings have the same order.

/// Values as the owner types them.
pub struct DemoListing {
    /// Otherwise the owner is Olga.
    pub by_omar: bool,
    pub title: &'static str,
    pub city: &'static str,
    pub price: &'static str,
    pub currency: &'static str,
    pub bedrooms: u8,
    pub bathrooms: u8,
    pub area: u16,
    pub available_from: &'static str,
    pub status: &'static str,
    pub description: &'static str,
}

const DEFAULT: DemoListing = DemoListing {
    by_omar: true,
    title: "",
    city: "Ghent",
    price: "",
    currency: "EUR",
    bedrooms: 1,
    bathrooms: 1,
    area: 50,
    available_from: "",
    status: "available",
    description: "",
};

/// Thirteen homes in six cities, one of them a draft.
pub const LISTINGS: [DemoListing; 13] = [
    DemoListing {
        title: "Two bedrooms above the canal",
        price: "1150",
        bedrooms: 2,
        area: 78,
        available_from: "2027-02-01",
        description: "The second floor of a brick house from 1898, with the water in front and a walled courtyard \
            behind. Morning sun in the living room, evening sun in the kitchen.\n\nI lived here for six years and know \
            every floorboard. The boiler is new, the windows are double-glazed, and the neighbours are kind. I live \
            two streets away, so if something breaks I’ll come round.",
        ..DEFAULT
    },
    DemoListing {
        by_omar: false,
        title: "Bright studio, arched window",
        price: "690",
        bedrooms: 0,
        area: 34,
        description: "One tall room with an arched window to the south. The bed is in the alcove, the desk in the \
            light. Laundry in the basement, bakery next door.",
        ..DEFAULT
    },
    DemoListing {
        by_omar: false,
        title: "Garden cottage with a porch",
        city: "Utrecht",
        price: "1320",
        bedrooms: 3,
        area: 96,
        available_from: "2027-02-01",
        description: "A small white house at the end of a lane. The porch faces west; the garden has a pear tree and \
            a shed that stays dry.\n\nTwelve minutes by bicycle to the station.",
        ..DEFAULT
    },
    DemoListing {
        title: "Loft in the old print works",
        city: "Antwerp",
        price: "1380",
        bedrooms: 2,
        area: 104,
        available_from: "2027-04-01",
        description: "Factory windows on two sides, a kitchen island that seats six, and a goods lift that still \
            works. It echoes a little until you bring your rugs.",
        ..DEFAULT
    },
    DemoListing {
        by_omar: false,
        title: "Top floor with a roof terrace",
        city: "Antwerp",
        price: "1050",
        area: 56,
        available_from: "2027-01-15",
        description: "Fourth floor, no lift, and worth it: the terrace is yours alone and looks over all the roofs to \
            the river. Best in the evening.",
        ..DEFAULT
    },
    DemoListing {
        title: "Quiet one-bedroom by the park",
        price: "870",
        area: 49,
        description: "Ground floor at the back, so you hear the birds and not the trams. Sage panelling in the \
            bedroom, a real bath, and a cupboard for everything.",
        ..DEFAULT
    },
    DemoListing {
        by_omar: false,
        title: "Townhouse with a yellow door",
        city: "Utrecht",
        price: "1490",
        bedrooms: 4,
        bathrooms: 2,
        area: 142,
        available_from: "2027-03-01",
        description: "Three floors, four bedrooms, and the yellow door everybody photographs. The attic is dry and \
            makes a good study.",
        ..DEFAULT
    },
    DemoListing {
        title: "Family flat with a big kitchen",
        price: "1240",
        bedrooms: 3,
        area: 110,
        available_from: "2027-02-01",
        description: "Three real bedrooms and a kitchen where everyone ends up. The table stays if you like it.",
        ..DEFAULT
    },
    DemoListing {
        by_omar: false,
        title: "Canal view near the old port",
        city: "Hamburg",
        price: "1195.50",
        bedrooms: 2,
        area: 71,
        available_from: "2027-01-01",
        description: "Second floor, brick outside and white inside. Barges go by slowly. The cellar has a rack for \
            bicycles and one for boots.",
        ..DEFAULT
    },
    DemoListing {
        title: "Small and sunny in the south",
        city: "Lisbon",
        price: "780",
        bedrooms: 1,
        area: 42,
        description: "A tiled kitchen, two balconies the size of a chair each, and light from breakfast to supper. \
            The tram stops at the corner.",
        ..DEFAULT
    },
    DemoListing {
        by_omar: false,
        title: "Cottage by the harbour wall",
        city: "Bristol",
        price: "1475",
        currency: "GBP",
        bedrooms: 2,
        area: 68,
        available_from: "2027-02-14",
        description: "Two up, two down, with a stove that heats all four. The harbour is at the end of the street.",
        ..DEFAULT
    },
    DemoListing {
        title: "Warehouse flat with factory windows",
        city: "Hamburg",
        price: "1620",
        bedrooms: 2,
        bathrooms: 2,
        area: 118,
        status: "let",
        description: "Somebody lives here now and is happy. It may be free again in two years.",
        ..DEFAULT
    },
    DemoListing {
        by_omar: false,
        title: "Attic room, still being painted",
        price: "540",
        bedrooms: 0,
        area: 28,
        status: "draft",
        description: "The paint is drying. Photographs next week.",
        ..DEFAULT
    },
];
