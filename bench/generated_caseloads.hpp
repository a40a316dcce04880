// A program of any size in which many people work: caseloads of about ten, supervision, sites, cover, care teams with
// consents. The same on every machine and in every run, but for its last day.
#pragma once

#include <cstdint>

#include "features/care_team/care_team.hpp"
#include "features/caseloads/caseload.hpp"
#include "generated_program.hpp"

namespace cairn::bench {

class GeneratedCaseloads {
public:
    // Participants came in evenly over four and a half years, until `today`.
    GeneratedCaseloads(std::int64_t participants, Date today) : participants_(participants), today_(today) {}

    void each(GeneratedProgram::Visit const& visit) const;

    std::int64_t staff() const { return participants_ * 6 / 100; }
    std::int64_t supervisors() const { return staff() * 8 / 100; }
    std::int64_t peers() const { return staff() * 70 / 100; }
    std::int64_t sites() const { return staff() / 40; }
    // Supervisors come first, then peers, then clinicians.
    Staff supervisor(std::int64_t number) const { return member(number); }
    Staff peer(std::int64_t number) const { return member(supervisors() + number); }

private:
    Staff member(std::int64_t number) const;
    Site site(std::int64_t number) const;
    Participant participant(std::int64_t number) const;
    Referral referral(std::int64_t number) const;
    bool has_episode(std::int64_t number) const;
    Episode episode(std::int64_t number) const;
    Contact contact(std::int64_t number, std::int64_t participant) const;
    Consent consent(std::int64_t number) const;
    CareTeamMember care_team_member(std::int64_t number) const;
    Cover cover(std::int64_t number) const;

    Date came_on(std::int64_t participant) const;
    Id<Staff> peer_of(std::int64_t participant) const;
    Id<Site> site_of(std::int64_t participant) const;
    Id<Staff> clinician(std::int64_t number) const;

    std::int64_t participants_;
    Date today_;
};

}  // namespace cairn::bench
