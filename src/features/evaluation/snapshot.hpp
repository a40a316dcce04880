// What was known at the cut-off, and the people, episodes and contacts that a period holds.
//
// Nothing after the cut-off exists: an episode that ended later is active, a referral decided later is open.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/evaluation/columns.hpp"

namespace cairn::evaluation {

enum class ReferralState : std::uint8_t { open, enrolled, declined, unreachable, ineligible, duplicate };

class Snapshot {
public:
    // Both days are included. `columns` must outlive the snapshot.
    Snapshot(Columns const& columns, Day from, Day cutoff);

    Columns const& columns() const { return columns_; }
    Day from() const { return from_; }
    Day cutoff() const { return cutoff_; }

    // Episodes whose started_on lies in the period.
    std::vector<Index> const& started_episodes() const { return started_episodes_; }
    // Of these each participant's first; of several on one day the one with the lower id.
    std::vector<Index> const& first_episodes() const { return first_episodes_; }
    // Active or paused at the cut-off, whenever started.
    std::vector<Index> active_episodes() const;
    // The day the episode ended, no_day when that is not known at the cut-off.
    Day ended_on(Index episode) const;

    // Referrals received in the period, duplicates known as such left out.
    std::vector<Index> const& received_referrals() const { return received_referrals_; }
    ReferralState state(Index referral) const { return states_[referral]; }
    // The start of the earliest episode that names the referral, else the day it was decided; no_day when it is not
    // enrolled or neither day is known.
    Day enrolled_on(Index referral) const;
    // The earliest episode that names the referral and had started by the cut-off, or none.
    Index episode_of_referral(Index referral) const { return episode_of_referral_[referral]; }

    // Contacts in the period that reached the participant, texts excluded.
    std::vector<Index> const& reached_contacts() const { return reached_contacts_; }
    // The participant's reached contacts up to the cut-off, texts excluded, in order of their day.
    std::span<Index const> reached_contacts_of(Index participant) const;
    // The participant's episode in which the day lies (both ends included): `named` if it is one of them, else the one
    // that started last; or none.
    Index episode_at(Index participant, Day day, Index named) const;

private:
    bool counts(Index contact) const;
    ReferralState state_at_cutoff(Index referral) const;
    void order_episodes();
    void link_referrals();
    void choose_referrals();
    void order_contacts();

    Columns const& columns_;
    Day from_;
    Day cutoff_;
    std::vector<Index> started_episodes_, first_episodes_, received_referrals_, reached_contacts_;
    std::vector<Index> episode_of_referral_;
    std::vector<Day> start_of_referral_;  // of the earliest episode that names it, before or after the cut-off
    std::vector<ReferralState> states_;
    // The episodes of participant p are episodes_[first_episode_of_[p] ... first_episode_of_[p + 1]), by started_on.
    std::vector<Index> first_episode_of_, episodes_;
    std::vector<Index> first_contact_of_, contacts_;
};

}  // namespace cairn::evaluation
