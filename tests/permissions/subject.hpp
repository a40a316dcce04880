// A member of staff with a role, a participant in some relationship to them, and what the participant's chart holds.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/role.hpp"
#include "whole_api.hpp"

namespace cairn {

enum class Relationship : std::uint8_t {
    caseload,
    cover,
    supervised_peer,
    supervised_site,
    intake,
    care_team,             // with a consent that names the member
    care_team_no_consent,  // on the team, and nothing more
    none,
};
std::string_view to_string(Relationship relationship);

struct Standing {
    Role role;
    Relationship relationship;
};
// Those that can occur: what a peer is to a caseload, a clinician is not.
std::vector<Standing> all_standings();
std::string to_string(Standing const& standing);  // "peer:caseload"

// The ids that stand in a request, by record type.
using RecordIds = std::map<std::string, std::string, std::less<>>;

// Makes sites, staff, the participant and the chart, in that relationship, through the services with the operator's
// permit.
class SubjectWorld {
public:
    SubjectWorld(Engine engine, Standing const& standing);

    WholeApi& whole() { return whole_; }
    ApiTester& api() { return whole_.api(); }  // as the holder
    RecordIds const& subject() const { return subject_; }
    // The same for a participant who does not exist: charts hold other ids, everything else the same.
    RecordIds const& ghost() const { return ghost_; }

private:
    void make_sites_and_staff();
    void relate_before_the_chart();
    void make_chart();
    void make_lists();
    void relate_after_the_chart();
    void make_duplicates();
    void make_ghost();
    Id<struct Staff> staff(std::string name, Role role, std::vector<Id<struct Site>> const& sites,
                           std::optional<Id<struct Staff>> const& supervisor = {});

    Standing standing_;
    WholeApi whole_;
    Id<struct Site> own_site_{}, other_site_{};
    Id<struct Staff> holder_{}, peer_{};
    Id<struct Participant> participant_{};
    RecordIds subject_{};
    RecordIds ghost_{};
};

}  // namespace cairn
