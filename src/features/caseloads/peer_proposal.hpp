// Which peers suit a referral, and why: capacity, place, language, and what a peer chose to offer against what the
// participant asked for (domain §2). It proposes and explains; a person decides.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {

// 10 to 20 [Penn], of which a supervisor carries half; what the staff record says comes first.
inline constexpr int caseload_max_default = 20;
inline constexpr int proposals_max = 10;
inline constexpr int proposal_candidates_max = 500;

int caseload_max_of(Staff const& staff);

struct PeerCandidate {
    Staff staff{};
    int open_episodes = 0;
    int open_referrals = 0;
    bool at_site = false;              // works where the referral is
    bool in_region = false;            // works elsewhere in its region
    std::optional<Date> away_until{};  // somebody covers for them today, up to that day
};

struct PeerWish {
    Words languages{};         // that the participant speaks
    Words peer_preferences{};  // code list peer_offer
    std::string site_name{};   // empty: the referral names no site
    std::string region{};
};

// The words of languages and offers as people read them.
using DisplayOf = std::function<std::string(std::string_view list, std::string_view word)>;

struct ProposalReason {
    std::string text{};  // a sentence
    bool favors = false;
};

struct PeerProposal {
    Id<Staff> staff_id{};
    std::string display_name{};
    int open_episodes = 0;
    int open_referrals = 0;
    int caseload_max = 0;
    std::vector<ProposalReason> reasons{};
};

template <>
RecordType const& record_type<PeerProposal>();

// Pure. At most proposals_max, those who suit best first. Last come those who share no language, before them those who
// are away, then those without room; of the others, a shared language counts most, then the place, wishes met, and the
// lightest load. What a peer offers is named only where the participant asked for it.
std::vector<PeerProposal> propose_peers(PeerWish const& wish, std::vector<PeerCandidate> const& candidates,
                                        DisplayOf const& display_of);

struct ProposalsForReferral {
    Id<Participant> participant_id{};
    std::vector<PeerProposal> proposals{};
};

// For an open referral that the caller may see; with `assign`.
Result<ProposalsForReferral> propose_peers_for(Permit const& permit, Organization& organization,
                                               Id<Referral> const& id);

}  // namespace cairn
