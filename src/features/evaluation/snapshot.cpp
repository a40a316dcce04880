#include "features/evaluation/snapshot.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cairn::evaluation {

namespace {

// Sorts row numbers into slices by owner: slice p is rows[first[p] ... first[p + 1]), in the order given.
template <class Owner>
void slice_by_owner(std::vector<Index> const& given, std::size_t owners, Owner owner, std::vector<Index>& first,
                    std::vector<Index>& rows) {
    first.assign(owners + 1, 0);
    for (Index const row : given) ++first[owner(row) + std::size_t{1}];
    for (std::size_t i = 0; i < owners; ++i) first[i + 1] += first[i];
    std::vector<Index> next(first.begin(), first.end() - 1);
    rows.resize(given.size());
    for (Index const row : given) rows[next[owner(row)]++] = row;
}

}  // namespace

Snapshot::Snapshot(Columns const& columns, Day from, Day cutoff) : columns_(columns), from_(from), cutoff_(cutoff) {
    order_episodes();
    link_referrals();
    choose_referrals();
    order_contacts();
}

void Snapshot::order_episodes() {
    Episodes const& episodes = columns_.episodes;
    std::vector<Index> known;
    for (Index e = 0; e < episodes.size(); ++e) {
        if (episodes.started_on[e] <= cutoff_) known.push_back(e);
    }
    std::stable_sort(known.begin(), known.end(),
                     [&](Index a, Index b) { return episodes.started_on[a] < episodes.started_on[b]; });
    slice_by_owner(
        known, columns_.participants.size(), [&](Index e) { return episodes.participant[e]; }, first_episode_of_,
        episodes_);

    std::vector<char> seen(columns_.participants.size(), 0);
    for (Index const e : known) {
        if (episodes.started_on[e] < from_) continue;
        started_episodes_.push_back(e);
        if (!std::exchange(seen[episodes.participant[e]], 1)) first_episodes_.push_back(e);
    }
}

void Snapshot::link_referrals() {
    Episodes const& episodes = columns_.episodes;
    episode_of_referral_.assign(columns_.referrals.size(), none);
    start_of_referral_.assign(columns_.referrals.size(), no_day);
    for (Index e = 0; e < episodes.size(); ++e) {
        Index const referral = episodes.referral[e];
        if (referral == none) continue;
        Day& start = start_of_referral_[referral];
        if (start != no_day && start <= episodes.started_on[e]) continue;
        start = episodes.started_on[e];
        if (start <= cutoff_) episode_of_referral_[referral] = e;
    }
}

void Snapshot::choose_referrals() {
    Referrals const& referrals = columns_.referrals;
    states_.reserve(referrals.size());
    for (Index r = 0; r < referrals.size(); ++r) {
        states_.push_back(state_at_cutoff(r));
        bool const in_period = from_ <= referrals.received_on[r] && referrals.received_on[r] <= cutoff_;
        if (in_period && states_[r] != ReferralState::duplicate) received_referrals_.push_back(r);
    }
}

ReferralState Snapshot::state_at_cutoff(Index referral) const {
    Day const decided_on = columns_.referrals.decided_on[referral];
    Day const start = start_of_referral_[referral];
    auto const unless_after = [&](Day day, ReferralState state) { return day > cutoff_ ? ReferralState::open : state; };
    switch (columns_.referrals.status[referral]) {
    case referral_status::enrolled: return unless_after(start != no_day ? start : decided_on, ReferralState::enrolled);
    case referral_status::declined: return unless_after(decided_on, ReferralState::declined);
    case referral_status::unreachable: return unless_after(decided_on, ReferralState::unreachable);
    case referral_status::ineligible: return unless_after(decided_on, ReferralState::ineligible);
    case referral_status::duplicate: return unless_after(decided_on, ReferralState::duplicate);
    default: return start != no_day ? unless_after(start, ReferralState::enrolled) : ReferralState::open;
    }
}

Day Snapshot::enrolled_on(Index referral) const {
    if (states_[referral] != ReferralState::enrolled) return no_day;
    Day const start = start_of_referral_[referral];
    return start != no_day ? start : columns_.referrals.decided_on[referral];
}

bool Snapshot::counts(Index contact) const {
    Contacts const& contacts = columns_.contacts;
    return contacts.outcome[contact] == outcome::reached && contacts.mode[contact] != mode::text &&
           contacts.day[contact] <= cutoff_;
}

void Snapshot::order_contacts() {
    Contacts const& contacts = columns_.contacts;
    std::vector<Index> counted;
    for (Index c = 0; c < contacts.size(); ++c) {
        if (!counts(c)) continue;
        counted.push_back(c);
        if (contacts.day[c] >= from_) reached_contacts_.push_back(c);
    }
    slice_by_owner(
        counted, columns_.participants.size(), [&](Index c) { return contacts.participant[c]; }, first_contact_of_,
        contacts_);
    for (std::size_t p = 0; p + 1 < first_contact_of_.size(); ++p) {
        std::sort(contacts_.begin() + first_contact_of_[p], contacts_.begin() + first_contact_of_[p + 1],
                  [&](Index a, Index b) { return contacts.day[a] < contacts.day[b]; });
    }
}

std::vector<Index> Snapshot::active_episodes() const {
    std::vector<Index> active;
    std::copy_if(episodes_.begin(), episodes_.end(), std::back_inserter(active),
                 [&](Index e) { return ended_on(e) == no_day; });
    return active;
}

Day Snapshot::ended_on(Index episode) const {
    Day const day = columns_.episodes.ended_on[episode];
    return day <= cutoff_ ? day : no_day;
}

std::span<Index const> Snapshot::reached_contacts_of(Index participant) const {
    return std::span(contacts_).subspan(first_contact_of_[participant],
                                        first_contact_of_[participant + 1] - first_contact_of_[participant]);
}

Index Snapshot::episode_at(Index participant, Day day, Index named) const {
    auto const holds = [&](Index e) {
        Day const end = ended_on(e);
        return columns_.episodes.participant[e] == participant && columns_.episodes.started_on[e] <= day &&
               (end == no_day || day <= end);
    };
    if (named != none && holds(named)) return named;
    for (Index i = first_episode_of_[participant + 1]; i > first_episode_of_[participant]; --i) {
        if (holds(episodes_[i - 1])) return episodes_[i - 1];
    }
    return none;
}

}  // namespace cairn::evaluation
