#include "features/caseloads/peer_proposal.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ProposalReason, (), (text, favors))
BOOST_DESCRIBE_STRUCT(PeerProposal, (), (staff_id, display_name, open_episodes, open_referrals, caseload_max, reasons))

template <>
RecordType const& record_type<ProposalReason>() {
    static RecordType const type = describe<ProposalReason>("proposal_reason", {});
    return type;
}

template <>
RecordType const& record_type<PeerProposal>() {
    static RecordType const type = describe<PeerProposal>("peer_proposal", {});
    return type;
}

namespace {

enum class Language : std::uint8_t { shared, unknown, none };

struct Judged {
    PeerProposal proposal{};
    Language language = Language::unknown;
    bool away = false;
    int room = 0;  // below zero: over capacity already
    int place = 0;
    int wishes_met = 0;

    // Smaller suits better.
    auto rank() const {
        return std::tuple(language == Language::none, away, room <= 0, language != Language::shared, -place,
                          -wishes_met, -room, fold_text(proposal.display_name), proposal.staff_id);
    }
};

std::string counted(int count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::vector<std::string> in_both(Words const& asked, Words const& offered, std::string_view list,
                                 DisplayOf const& display_of) {
    std::vector<std::string> shared;
    for (auto const& word : asked.words) {
        if (offered.contains(word)) shared.push_back(display_of(list, word));
    }
    return shared;
}

void say(Judged& judged, std::string text, bool favors) {
    judged.proposal.reasons.push_back({std::move(text), favors});
}

void judge_language(Judged& judged, Staff const& peer, PeerWish const& wish, DisplayOf const& display_of) {
    if (wish.languages.words.empty() || peer.languages.words.empty()) return;
    auto const shared = in_both(wish.languages, peer.languages, "language", display_of);
    judged.language = shared.empty() ? Language::none : Language::shared;
    if (shared.empty()) {
        say(judged, "Speaks none of the participant's languages, as far as is known.", false);
    } else {
        say(judged, "Speaks " + join(shared, ", ") + ", as the participant does.", true);
    }
}

void judge_room(Judged& judged, PeerCandidate const& candidate) {
    auto const& proposal = judged.proposal;
    judged.room = proposal.caseload_max - proposal.open_episodes - proposal.open_referrals;
    auto text = "Has " + std::to_string(proposal.open_episodes) + " of at most " +
                counted(proposal.caseload_max, "participant", "participants");
    if (proposal.open_referrals > 0)
        text += " and " + counted(proposal.open_referrals, "referral", "referrals") + " under way";
    text +=
        judged.room > 0 ? ", so there is room for " + std::to_string(judged.room) + " more." : ", so there is no room.";
    if (candidate.staff.role == Role::supervisor) text += " A supervisor carries half.";
    say(judged, std::move(text), judged.room > 0);
}

void judge_place(Judged& judged, PeerCandidate const& candidate, PeerWish const& wish) {
    if (wish.site_name.empty()) return;
    if (candidate.at_site) {
        judged.place = 2;
        say(judged, "Works at " + wish.site_name + ".", true);
    } else if (candidate.in_region) {
        judged.place = 1;
        say(judged, "Works in the region " + wish.region + ", but not at " + wish.site_name + ".", true);
    } else {
        say(judged, "Does not work at " + wish.site_name + ".", false);
    }
}

void judge_wishes(Judged& judged, Staff const& peer, PeerWish const& wish, DisplayOf const& display_of) {
    auto const asked = static_cast<int>(wish.peer_preferences.words.size());
    if (asked == 0) return;
    auto const met = in_both(wish.peer_preferences, peer.offers, "peer_offer", display_of);
    judged.wishes_met = static_cast<int>(met.size());
    if (met.empty()) {
        say(judged, "Offers nothing of what the participant asked for in a peer.", false);
        return;
    }
    say(judged,
        "Offers " + std::to_string(judged.wishes_met) + " of " + counted(asked, "thing", "things") +
            " that the participant asked for: " + join(met, ", ") + ".",
        true);
}

Judged judge(PeerCandidate const& candidate, PeerWish const& wish, DisplayOf const& display_of) {
    Judged judged;
    judged.proposal = {.staff_id = candidate.staff.id,
                       .display_name = candidate.staff.display_name,
                       .open_episodes = candidate.open_episodes,
                       .open_referrals = candidate.open_referrals,
                       .caseload_max = caseload_max_of(candidate.staff)};
    judge_language(judged, candidate.staff, wish, display_of);
    judge_room(judged, candidate);
    judge_place(judged, candidate, wish);
    judge_wishes(judged, candidate.staff, wish, display_of);
    judged.away = candidate.away_until.has_value();
    if (judged.away) {
        say(judged, "Is away; somebody covers until " + to_string(*candidate.away_until) + ".", false);
    }
    return judged;
}

}  // namespace

int caseload_max_of(Staff const& staff) {
    if (staff.caseload_max) return *staff.caseload_max;
    return staff.role == Role::supervisor ? caseload_max_default / 2 : caseload_max_default;
}

std::vector<PeerProposal> propose_peers(PeerWish const& wish, std::vector<PeerCandidate> const& candidates,
                                        DisplayOf const& display_of) {
    std::vector<Judged> judged;
    for (auto const& candidate : candidates) judged.push_back(judge(candidate, wish, display_of));
    std::sort(judged.begin(), judged.end(), [](Judged const& a, Judged const& b) { return a.rank() < b.rank(); });
    std::vector<PeerProposal> proposals;
    for (auto& one : judged) {
        if (proposals.size() == proposals_max) break;
        proposals.push_back(std::move(one.proposal));
    }
    return proposals;
}

}  // namespace cairn
