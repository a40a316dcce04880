#include <algorithm>

#include "access/sight.hpp"
#include "base/present.hpp"
#include "features/caseloads/peer_proposal.hpp"
#include "features/caseloads/shown_name.hpp"
#include "features/caseloads/transfer_work.hpp"
#include "features/episodes/episode.hpp"
#include "features/referrals/referral.hpp"

namespace cairn {
namespace {

constexpr std::string_view open_episodes_sql =
    "SELECT count(*) FROM episode e WHERE e.peer_id = $1 AND e.ended_on IS NULL";
constexpr std::string_view open_referrals_sql =
    "SELECT count(*) FROM referral r WHERE r.peer_id = $1 AND r.status IN ('received', 'assigned', 'reaching_out')";

// Whether the item can move, for somebody who reads and locks nothing.
bool is_there(Reader& reader, Permit const& permit, MovedItem const& item, Id<Staff> const& from) {
    if (item.participant_id.is_nil() || !may_see(reader, permit, to_string(item.participant_id))) return false;
    if (item.episode_id) {
        auto const episode = reader.fetch(*item.episode_id);
        return episode && !episode->ended_on && episode->peer_id == from;
    }
    auto const referral = reader.fetch(*item.referral_id);
    return referral && is_open(referral->status) && referral->peer_id == from;
}

PreviewedPeer peer_now(Reader& reader, Id<Staff> const& id) {
    PreviewedPeer peer{.staff_id = id};
    if (auto const staff = reader.fetch(id)) {
        peer.display_name = staff->display_name;
        peer.caseload_max = caseload_max_of(*staff);
    }
    peer.open_episodes = static_cast<int>(reader.integer({open_episodes_sql, {to_string(id)}}).value_or(0));
    peer.open_referrals = static_cast<int>(reader.integer({open_referrals_sql, {to_string(id)}}).value_or(0));
    return peer;
}

void add_item(Reader& reader, MovedItem const& item, TransferPreview& preview) {
    auto const name = shown_name(reader, item.participant_id);
    preview.items.push_back({item.participant_id, name, item.episode_id, item.referral_id, item.to_staff_id});
    (item.episode_id ? preview.episodes : preview.referrals) += 1;
    auto const same = [&](PreviewedPeer const& peer) { return peer.staff_id == item.to_staff_id; };
    auto at = std::find_if(preview.peers.begin(), preview.peers.end(), same);
    if (at == preview.peers.end()) at = preview.peers.insert(at, peer_now(reader, item.to_staff_id));
    (item.episode_id ? at->episodes_to_come : at->referrals_to_come) += 1;
}

CheckContext context_of(Reader& reader, Program const& program, Instant now) {
    return {
        .program = program, .now = now, .find = [&reader](RecordType const& type, std::string_view id, void* record) {
            return reader.fetch(type, id, record);
        }};
}

}  // namespace

Result<TransferPreview> preview_transfer(Permit const& permit, Organization& organization,
                                         ArrangeTransfer const& command) {
    if (auto const allowed = permit.require(Permission::arrange_caseloads); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const now = organization.clock().now();
    TransferAsked const asked{command.from_staff_id, command.to_staff_id, command.items, command.items.empty()};
    Result<TransferPreview> answer = TransferPreview{};
    organization.database().read([&](Reader& reader) {
        auto const context = context_of(reader, *program, now);
        Problems problems;
        check_declared<ArrangeTransfer>(command, nullptr, context, problems);
        check_items(command.items, problems);
        check_receivers(asked, context, problems);
        auto const from = context.named(asked.from, "from_staff_id", problems);
        if (!from || !problems.empty()) {
            answer = invalid(std::move(problems));
            return;
        }
        TransferPreview preview{.from_staff_id = asked.from};
        preview.effective_on = command.effective_on.value_or(local_today(now, from->time_zone));
        for (auto const& [item, place] : find_work(reader, permit, asked)) {
            if (preview.items.size() == transfer_items_max) {
                problems.push_back(
                    {"items", "too_many",
                     "At most " + std::to_string(transfer_items_max) + " can move at once; choose a part."});
            } else if (place && !is_there(reader, permit, item, asked.from)) {
                problems.push_back({"items[" + std::to_string(*place) + "]", "not_with_peer",
                                    "This is not open with the peer whose caseload moves."});
            } else {
                add_item(reader, item, preview);
            }
        }
        for (auto& peer : preview.peers) {
            auto const afterwards =
                peer.open_episodes + peer.open_referrals + peer.episodes_to_come + peer.referrals_to_come;
            peer.over_capacity = afterwards > peer.caseload_max;
        }
        if (problems.empty()) {
            answer = std::move(preview);
        } else {
            answer = invalid(std::move(problems));
        }
    });
    return answer;
}

}  // namespace cairn
