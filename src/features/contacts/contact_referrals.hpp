// What contacts mean for the participant's referrals: their first attempt and first contact (private to this slice).
#pragma once

#include "features/contacts/contact.hpp"
#include "store/tx.hpp"

namespace cairn {

// Takes a new contact into account. `program_time_zone` stands in where the contact's zone is unknown.
void note_in_referrals(Tx& tx, Contact const& contact, std::string const& program_time_zone);

// `before` became `after`, perhaps a voided one: where it gave a referral its first attempt or first contact, the next
// earliest takes its place.
void change_in_referrals(Tx& tx, Contact const& before, Contact const& after, std::string const& program_time_zone);

}  // namespace cairn
