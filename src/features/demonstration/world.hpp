// What everything in the generator works on: the organization, the simulated time, who there is, and how commands are
// given in their names. Private to the slice.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "features/contacts/contact.hpp"
#include "features/demonstration/calendar.hpp"
#include "features/demonstration/course.hpp"
#include "features/demonstration/demonstration.hpp"
#include "features/demonstration/house.hpp"
#include "features/demonstration/people.hpp"
#include "features/demonstration/visits.hpp"
#include "features/episodes/episode.hpp"
#include "features/referrals/referral.hpp"

namespace cairn::demonstration {

// From the first day to the present.
int days_of(DemonstrationOptions const& options);

// Somebody who has been referred.
struct Person {
    Id<Participant> id{};
    Code primary_substance{};
    Code payer_kind{};
    std::string setting{};  // of the site they first came to
    std::size_t region = 0;
    bool busy = false;  // with an open referral or episode
    bool deceased = false;
    bool sees_psychiatrist = false;  // who is on the care team
    Date free_since{};
};

// One referral and what becomes of it.
struct Case {
    std::size_t person = 0;
    std::size_t place = 0;
    std::optional<std::size_t> peer{};  // a member
    Id<Referral> referral{};
    Instant received_at{};
    std::optional<Date> reached_on{};  // by the contact that led to a decision
    std::optional<Id<Episode>> episode{};
    Id<Staff> pcp{};
    Date started_on{};
    bool ended = false;                    // decided against, or the episode is over
    std::optional<Course> given_course{};  // of a story
    std::optional<bool> signs_consent{};   // of a story
};

// How a referral ends, drawn when it comes.
enum class Fate : std::uint8_t { enrolled, walked_in, declined, unreachable, ineligible, duplicate };

struct Arrival {
    Instant at{};
    std::size_t place = 0;
    std::optional<Fate> fate{};           // else drawn
    std::optional<std::size_t> person{};  // somebody who was here before
    std::optional<std::size_t> peer{};    // else chosen
    std::string_view source{};            // else drawn
    std::string_view urgency{};           // else drawn
    std::optional<Course> course{};       // else drawn
    std::optional<bool> signs_consent{};  // else drawn
    bool fresh = false;                   // nobody who was here before
    bool prompt = false;                  // assigned, reached and enrolled within two hours
    bool stays_unassigned = false;
    bool stays_untried = false;  // assigned, and nobody has tried yet
};

class World {
public:
    World(Organization& organization, FixedClock& clock, Passwords& passwords, DemonstrationOptions const& options);

    Organization& organization;
    Passwords& passwords;
    FixedClock& clock;
    Chance chance;
    People people;
    Calendar calendar;
    Diary diary;
    Date start{};  // the program's first day
    House house;
    std::deque<Person> persons{};  // whose addresses and indexes stay
    std::deque<Case> cases{};

    Instant now() const { return clock.now(); }
    Date today() const { return calendar.date(clock.now()); }
    std::string key() { return "demonstration-" + std::to_string(++keys_); }
    // The permit that the member's account has today.
    Permit as(std::size_t member) const;
    // Throws std::logic_error when the command was refused: the generator knows the rules.
    static Written done(Result<Written> const& written);

    template <class Record>
    std::int64_t version_of(Id<Record> const& id) {
        std::int64_t version = 0;
        organization.database().read([&](Reader& reader) { version = reader.fetch(id).value().version; });
        return version;
    }

    Place const& place_of(Case const& of) const { return house.places.at(of.place); }
    Id<Site> site_of(Case const& of) const { return place_of(of).site.id; }
    std::size_t supervisor_of(Case const& of) const { return house.program_supervisors.at(place_of(of).region); }
    // Who works in the peer's place on that day: the peer, or who covers for them.
    std::size_t acting(std::size_t peer, Date date) const;
    // The peer at that place, else in its region, who has most room on that day.
    std::size_t choose_peer(std::size_t place, Date date);

private:
    std::uint64_t keys_ = 0;
};

// ---- founding.cpp: sites, staff, accounts, leave ----
void found(World& world);

// ---- intake.cpp: from a referral to its decision ----
void plan_arrivals(World& world, int referrals);
void arrive(World& world, Arrival arrival);

// ---- following.cpp: an episode from its first day to aftercare ----
void begin_episode(World& world, Case& of);
// Writes down one contact of the case, now.
void write_contact(World& world, Case& of, ContactKind kind, std::optional<Date> next_contact_on);

// ---- workdays.cpp: what peers do besides ----
void plan_workdays(World& world);

// ---- stories.cpp: what the last days must show ----
void plan_stories(World& world);

}  // namespace cairn::demonstration
