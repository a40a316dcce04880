// What a contact was about: how, where, how long, which words. Only what a peer would write down.
#pragma once

#include "features/contacts/contact.hpp"
#include "features/demonstration/chance.hpp"

namespace cairn::demonstration {

enum class ContactKind : std::uint8_t { reached, attempted, texted };

// Fills in mode, place, minutes, outcome, support, topics and note of a contact at a site of that setting. `month` is
// that of the episode, from 1; 0 before and after it.
void describe_contact(Contact& contact, ContactKind kind, std::string_view setting, int month, Chance& chance);

}  // namespace cairn::demonstration
