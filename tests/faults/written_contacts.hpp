// What the writers write, so that a repeated write asks for the same thing and a test knows what to look for.
#pragma once

#include <string>
#include <vector>

#include "features/contacts/contact.hpp"
#include "features/participants/participant.hpp"

namespace cairn {

// The contact with this id: always the same one, for one of the participants. Its id is also its idempotency key.
inline Contact contact_of(Uuid const& id, std::vector<Id<Participant>> const& participants) {
    Contact contact;
    contact.id = {id};
    contact.participant_id = participants.at(id.bytes[15] % participants.size());
    contact.started_at = Moment::parse("2026-09-03T15:00:00Z").value();
    contact.minutes = id.bytes[14] % 60;
    contact.mode = {"in_person"};
    contact.outcome = {"reached"};
    return contact;
}

inline std::vector<Id<Participant>> participants_of(Database& database) {
    std::vector<Id<Participant>> participants;
    database.read([&](Reader& reader) {
        reader.each({"SELECT id FROM participant ORDER BY id LIMIT 1000"}, [&](Row const& row) {
            participants.push_back({Uuid::parse(row.text(0)).value()});
            return true;
        });
    });
    return participants;
}

}  // namespace cairn
