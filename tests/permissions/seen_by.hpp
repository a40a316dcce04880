// Who may see whom, told a second time: plain loops over the rows of the tables, written from design §6 and not from
// the view. What the two say must agree.
#pragma once

#include <string>
#include <vector>

#include "access/role.hpp"
#include "base/date.hpp"
#include "features/care_team/care_team.hpp"
#include "features/caseloads/caseload.hpp"
#include "features/episodes/episode.hpp"
#include "features/referrals/referral.hpp"
#include "features/staff/staff.hpp"
#include "store/database.hpp"

namespace cairn {

struct ProgramRows {
    std::vector<Staff> staff{};
    std::vector<Referral> referrals{};
    std::vector<Episode> episodes{};
    std::vector<Cover> covers{};
    std::vector<CareTeamMember> members{};
    std::vector<Consent> consents{};
};

ProgramRows read_rows(Reader& reader);

bool is_seen_by(ProgramRows const& rows, Id<Staff> const& user, Id<Participant> const& participant, Date today);

}  // namespace cairn
