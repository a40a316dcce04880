// What the tests of a chart stand on: a participant, a site, a peer, a referral and an episode. For tests only.
#pragma once

#include <string>
#include <string_view>

#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/program/testing.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {

inline Date day(std::string_view text) { return Date::parse(text).value(); }
inline Instant at(std::string_view text) { return Instant::parse(text).value(); }
inline Moment moment(std::string_view text) { return Moment::parse(text).value(); }

template <class Record>
Id<Record> id_number(int number) {
    auto text = std::to_string(number);
    return {Uuid::parse("0190a5c0-7d3e-7cc0-8f5e-" + std::string(12 - text.size(), '0') + text).value()};
}

// Records for pure checks, in a world whose present is 2026-08-03, noon in Philadelphia.
class ChartWorld : public CheckWorld {
public:
    ChartWorld() {
        participant.id = id_number<Participant>(1);
        stranger.id = id_number<Participant>(2);
        site.id = id_number<Site>(3);
        site.name = "Cedar Avenue Health Center";
        site.time_zone = "America/New_York";
        peer.id = id_number<Staff>(4);
        peer.display_name = "Ana";
        peer.time_zone = "America/New_York";
        referral.id = id_number<Referral>(5);
        referral.participant_id = participant.id;
        referral.site_id = site.id;
        referral.received_at = moment("2026-03-01T15:00:00Z");
        referral.received_on = day("2026-03-01");
        episode.id = id_number<Episode>(6);
        episode.participant_id = participant.id;
        episode.site_id = site.id;
        episode.started_on = day("2026-03-02");
        add(participant);
        add(stranger);
        add(site);
        add(peer);
        add(referral);
        add(episode);
    }

    Participant participant{}, stranger{};
    Site site{};
    Staff peer{};
    Referral referral{};
    Episode episode{};
};

// The present is 2026-11-02, seven in the morning in Philadelphia.
class ChartTest : public OrganizationTest {
protected:
    ChartTest() {
        Site site;
        site.id = site_;
        site.name = "Cedar Avenue Health Center";
        register_site(permit(), organization(), site, key()).value();
        Participant participant;
        participant.id = participant_;
        participant.given_name = "Robin";
        register_participant(permit(), organization(), participant, key()).value();
        register_peer(peer_, "Ana");
    }

    void register_peer(Id<Staff> const& id, std::string name) {
        Staff peer;
        peer.id = id;
        peer.display_name = std::move(name);
        peer.profession = Profession::peer;
        register_staff(permit(), organization(), peer, key()).value();
    }

    Referral a_referral() {
        Referral referral;
        referral.id = new_id<Referral>();
        referral.participant_id = participant_;
        referral.site_id = site_;
        referral.received_at = moment("2026-11-01T14:00:00Z");
        return referral;
    }
    Referral referred() {
        auto const referral = a_referral();
        refer(permit(), organization(), referral, key()).value();
        return *stored(referral.id);
    }
    Episode enrolled() {
        auto const referral = referred();
        EnrollReferral command{.id = referral.id, .version = referral.version, .episode_id = new_id<Episode>()};
        command.started_on = day("2026-10-01");
        command.peer_id = peer_;
        enroll(permit(), organization(), command, key()).value();
        return *stored(*command.episode_id);
    }

    Id<Participant> participant_ = new_id<Participant>();
    Id<Site> site_ = new_id<Site>();
    Id<Staff> peer_ = new_id<Staff>();
};

}  // namespace cairn
