#include "features/caseloads/transfer_work.hpp"

#include <set>

#include "access/sight.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"

namespace cairn {
namespace {

Id<Staff> receiver_of(TransferAsked const& asked, TransferItem const& item) {
    return item.to_staff_id.value_or(asked.to);
}

template <class Record>
Id<Record> id_in(Row const& row, int column) {
    return {Uuid::parse(row.text(column)).value()};
}

std::vector<TransferWork> everything_open(Reader& reader, Permit const& permit, TransferAsked const& asked) {
    SqlValues parameters{to_string(asked.from)};
    auto const seen_episode = sight_condition(permit, "e.participant_id", parameters);
    auto const seen_referral = sight_condition(permit, "r.participant_id", parameters);
    auto const sql = "SELECT e.participant_id, e.id, CAST(NULL AS plain_text) FROM episode e WHERE e.peer_id = $1 AND "
                     "e.ended_on IS NULL AND " +
                     seen_episode +
                     " UNION ALL SELECT r.participant_id, CAST(NULL AS plain_text), r.id FROM referral r WHERE "
                     "r.peer_id = $1 AND r.status IN ('received', 'assigned', 'reaching_out') AND " +
                     seen_referral + " LIMIT " + std::to_string(transfer_items_max + 1);
    std::vector<TransferWork> work;
    reader.each({sql, parameters}, [&](Row const& row) {
        TransferWork one{.item = {.participant_id = id_in<Participant>(row, 0), .to_staff_id = asked.to}};
        if (!row.is_null(1)) one.item.episode_id = id_in<Episode>(row, 1);
        if (!row.is_null(2)) one.item.referral_id = id_in<Referral>(row, 2);
        work.push_back(std::move(one));
        return true;
    });
    return work;
}

std::vector<TransferWork> named(Reader& reader, TransferAsked const& asked) {
    std::vector<TransferWork> work;
    for (std::size_t i = 0; i < asked.items.size() && i < transfer_items_max; ++i) {
        auto const& item = asked.items[i];
        TransferWork one{.item = {.episode_id = item.episode_id,
                                  .referral_id = item.referral_id,
                                  .to_staff_id = receiver_of(asked, item)},
                         .place = i};
        if (item.episode_id) {
            if (auto const episode = reader.fetch(*item.episode_id)) one.item.participant_id = episode->participant_id;
        } else if (item.referral_id) {
            auto const referral = reader.fetch(*item.referral_id);
            if (referral) one.item.participant_id = referral->participant_id;
        }
        work.push_back(std::move(one));
    }
    return work;
}

bool is_open_with(Episode const& episode, Id<Staff> const& peer) {
    return !episode.ended_on && episode.peer_id == peer;
}

bool is_open_with(Referral const& referral, Id<Staff> const& peer) {
    return is_open(referral.status) && referral.peer_id == peer;
}

// Gives the record to its new peer if it is still there to be given; `put` false only looks.
template <class Record>
bool give(Tx& tx, Id<Record> const& id, TransferAsked const& asked, Id<Staff> const& to, bool put) {
    auto record = tx.get(id);
    if (!record || !is_open_with(*record, asked.from)) return false;
    if (!put) return true;
    record->peer_id = to;
    tx.put(*record);
    return true;
}

std::vector<MovedItem> go_through(Tx& tx, TransferAsked const& asked, std::vector<TransferWork> const& work, bool put,
                                  Problems& problems) {
    std::vector<MovedItem> moved;
    for (auto const& [item, place] : work) {
        bool const given = item.episode_id
                               ? give(tx, *item.episode_id, asked, item.to_staff_id, put)
                               : item.referral_id && give(tx, *item.referral_id, asked, item.to_staff_id, put);
        if (given) {
            moved.push_back(item);
        } else if (place) {
            problems.push_back({"items[" + std::to_string(*place) + "]", "not_with_peer",
                                "This is not open with the peer whose caseload moves."});
        }
    }
    return moved;
}

}  // namespace

std::vector<TransferWork> find_work(Reader& reader, Permit const& permit, TransferAsked const& asked) {
    return asked.everything ? everything_open(reader, permit, asked) : named(reader, asked);
}

std::vector<StreamKey> streams_of(Id<Staff> const& from, std::vector<TransferWork> const& work) {
    std::vector<StreamKey> streams{stream_of("staff", from)};
    for (auto const& one : work) {
        if (!one.item.participant_id.is_nil()) streams.push_back(stream_of("participant", one.item.participant_id));
    }
    return streams;
}

std::vector<Preload> records_of(TransferAsked const& asked, std::vector<TransferWork> const& work) {
    std::vector<Preload> records{{&record_type<Staff>(), to_string(asked.from)}};
    for (auto const& [staff, field] : receivers(asked)) records.push_back({&record_type<Staff>(), to_string(staff)});
    for (auto const& [item, place] : work) {
        if (item.episode_id) records.push_back({&record_type<Episode>(), to_string(*item.episode_id)});
        if (item.referral_id) records.push_back({&record_type<Referral>(), to_string(*item.referral_id)});
    }
    return records;
}

std::vector<MovedItem> move_work(Tx& tx, TransferAsked const& asked, std::vector<TransferWork> const& work,
                                 Problems& problems) {
    return go_through(tx, asked, work, true, problems);
}

std::vector<MovedItem> check_work(Tx& tx, TransferAsked const& asked, std::vector<TransferWork> const& work,
                                  Problems& problems) {
    return go_through(tx, asked, work, false, problems);
}

std::map<Id<Staff>, std::string> receivers(TransferAsked const& asked) {
    std::map<Id<Staff>, std::string> all{{asked.to, "to_staff_id"}};
    for (std::size_t i = 0; i < asked.items.size(); ++i) {
        auto const& to = asked.items[i].to_staff_id;
        if (to) all.emplace(*to, "items[" + std::to_string(i) + "].to_staff_id");
    }
    return all;
}

void check_receivers(TransferAsked const& asked, CheckContext const& context, Problems& problems) {
    for (auto const& [id, field] : receivers(asked)) {
        if (id.is_nil()) continue;  // reported by the declared rules
        auto const staff = context.named(id, field, problems);
        if (!staff) continue;
        if (id == asked.from) {
            problems.push_back({field, "self", "A caseload moves to somebody else."});
        } else {
            check_carries(*staff, context.now, field, problems);
        }
    }
}

void check_items(std::vector<TransferItem> const& items, Problems& problems) {
    if (items.size() > transfer_items_max) {
        problems.push_back({"items", "too_many",
                            "At most " + std::to_string(transfer_items_max) + " can move at once; choose a part."});
    }
    std::set<Uuid> known;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto const& item = items[i];
        auto const place = "items[" + std::to_string(i) + "]";
        if (item.episode_id.has_value() == item.referral_id.has_value()) {
            problems.push_back({place, "one_thing", "Each item names one episode or one referral."});
            continue;
        }
        auto const id = item.episode_id ? item.episode_id->uuid : item.referral_id->uuid;
        if (!known.insert(id).second) problems.push_back({place, "repeated", "This stands in the list already."});
    }
}

}  // namespace cairn
