// What a transfer moves: found before the write, to know which charts to lock, and looked at again under the locks.
#pragma once

#include <map>
#include <vector>

#include "features/caseloads/caseload.hpp"
#include "features/staff/staff.hpp"
#include "store/tx.hpp"

namespace cairn {

// One thing to move, and its place in the items that the caller named; no place when everything was asked for.
struct TransferWork {
    MovedItem item{};
    std::optional<std::size_t> place{};
};

struct TransferAsked {
    Id<Staff> from{};
    Id<Staff> to{};
    std::vector<TransferItem> const& items;
    bool everything = false;
};

// Everything open with `from` that the permit may see, at most transfer_items_max + 1; or the items named, as far as
// they exist.
std::vector<TransferWork> find_work(Reader& reader, Permit const& permit, TransferAsked const& asked);

// The charts and the file to lock, and the records to read together with the locks.
std::vector<StreamKey> streams_of(Id<Staff> const& from, std::vector<TransferWork> const& work);
std::vector<Preload> records_of(TransferAsked const& asked, std::vector<TransferWork> const& work);

// Puts everything of `work` that is still open with `asked.from`, and gives what was moved. Items that the caller named
// and that are not (or that the writer may not see) are problems.
std::vector<MovedItem> move_work(Tx& tx, TransferAsked const& asked, std::vector<TransferWork> const& work,
                                 Problems& problems);
// The same without moving anything.
std::vector<MovedItem> check_work(Tx& tx, TransferAsked const& asked, std::vector<TransferWork> const& work,
                                  Problems& problems);

// Everybody who would receive something, with the field that names them first.
std::map<Id<Staff>, std::string> receivers(TransferAsked const& asked);
// Each exists, is somebody else, and carries a caseload.
void check_receivers(TransferAsked const& asked, CheckContext const& context, Problems& problems);
// Each item names one thing, and none twice.
void check_items(std::vector<TransferItem> const& items, Problems& problems);

}  // namespace cairn
