// Rows of an import that are taken back together, in one transaction.
#pragma once

#include <span>
#include <string>

#include "features/exchange/exchange_job.hpp"

namespace cairn {

enum class UndoFate : std::uint8_t { undecided, taken_back, gone, kept };

// One entry of the journal that the import wrote.
struct UndoRow {
    Importable const* importable = nullptr;
    StreamKey stream{};
    std::string record_id{};
    std::string key{};         // outside
    std::int64_t version = 0;  // 1: the import created the record

    UndoFate fate = UndoFate::undecided;
    std::string reason{};  // why it is kept, a sentence
};

// Decides each row's fate and takes back what may be. Rows that others of them name stand behind those. Throws
// ConstraintViolated when a record came to be named by another meanwhile; then nothing was taken back.
Result<void> take_rows_back(Permit const& permit, Organization& organization, std::span<RecordType const* const> types,
                            Id<ExchangeJob> const& job, std::span<UndoRow> rows);

}  // namespace cairn
