// What the tests of caseloads stand on: two peers with a supervisor, and people with them. For tests only.
#pragma once

#include "features/caseloads/caseload.hpp"
#include "features/episodes/testing.hpp"

namespace cairn {

// Ana (peer_) and Ben are supervised by Sue; Eve is a supervisor of neither. The present is 2026-11-02.
class CaseloadTest : public ChartTest {
protected:
    CaseloadTest() {
        register_as(sue_, "Sue", Role::supervisor);
        register_as(eve_, "Eve", Role::supervisor);
        register_as(ben_, "Ben", Role::peer);
        for (auto const& id : {peer_, ben_})
            change_staff(id, [&](Staff& staff) { staff.program_supervisor_id = sue_; });
    }

    void register_as(Id<Staff> const& id, std::string name, Role role) {
        Staff staff;
        staff.id = id;
        staff.display_name = std::move(name);
        staff.role = role;
        staff.time_zone = "America/New_York";
        register_staff(permit(), organization(), staff, key()).value();
    }
    template <class Change>
    void change_staff(Id<Staff> const& id, Change const& change) {
        auto staff = *stored(id);
        change(staff);
        edit_staff(permit(), organization(), staff, key()).value();
    }
    Permit as(Id<Staff> const& id, std::string_view today = "2026-11-02") {
        return authorize_holder("account-" + to_string(id), to_string(id), stored(id)->role, day(today));
    }
    Id<Participant> somebody(std::string name) {
        Participant participant;
        participant.id = new_id<Participant>();
        participant.given_name = std::move(name);
        register_participant(permit(), organization(), participant, key()).value();
        return participant.id;
    }
    Referral referral_of(Id<Participant> const& participant, std::optional<Id<Staff>> const& peer = std::nullopt) {
        auto referral = a_referral();
        referral.participant_id = participant;
        referral.peer_id = peer;
        refer(permit(), organization(), referral, key()).value();
        return *stored(referral.id);
    }
    Episode episode_of(Id<Participant> const& participant, std::optional<Id<Staff>> const& peer,
                       std::string_view started_on = "2026-10-01") {
        auto const referral = referral_of(participant);
        EnrollReferral command{.id = referral.id, .version = referral.version, .episode_id = new_id<Episode>()};
        command.started_on = day(started_on);
        command.peer_id = peer;
        enroll(permit(), organization(), command, key()).value();
        return *stored(*command.episode_id);
    }

    Id<Staff> sue_ = new_id<Staff>();
    Id<Staff> eve_ = new_id<Staff>();
    Id<Staff> ben_ = new_id<Staff>();
};

}  // namespace cairn
