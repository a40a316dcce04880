// A number of rows brought in together: one transaction, and a receipt for each row's key.
//
// The rows of a batch may name one another (staff their supervisors, sites their champions); they are then written in
// an order in which every row comes after those it names.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "features/exchange/import_row.hpp"
#include "features/exchange/import_scratch.hpp"
#include "store/tx.hpp"

namespace cairn {

inline constexpr std::string_view import_command_name = "import";  // as the journal spells it

struct BatchSettings {
    bool dry_run = false;
    std::string import_id{};  // see ImportRequest
};

class ImportBatch {
public:
    ImportBatch(Organization& organization, ImportScratch& scratch, BatchSettings settings)
        : organization_(organization),
          scratch_(scratch),
          dry_run_(settings.dry_run),
          import_id_(std::move(settings.import_id)) {}

    void add(ImportRow row);
    std::size_t size() const { return rows_.size(); }
    std::size_t bytes() const { return bytes_; }  // of the rows' cells

    // Checks every row and writes those that are new or changed. A refusal means that nothing of the batch was written.
    Result<void> run(Permit const& permit);
    // After `run`: each row's fate, with its problems.
    std::span<ImportRow const> rows() const { return rows_; }
    void clear();

private:
    using RecordKey = std::pair<std::string_view, std::string>;  // record type, key or id
    using Wanted = std::map<std::string_view, std::set<std::string>>;
    struct KeyHash {
        std::size_t operator()(RecordKey const& key) const {
            return std::hash<std::string_view>{}(key.first) ^ std::hash<std::string>{}(key.second);
        }
    };
    template <class Value>
    using ByKey = std::unordered_map<RecordKey, Value, KeyHash>;
    using Found = ByKey<StoredKey>;

    // What each key stands for before anything is locked, so that the streams are known.
    void resolve(Reader& reader);
    // What a reference stands for: whoever was merged stands for the person they are part of now.
    std::optional<std::string> id_of(std::string_view type, std::string_view key) const;
    bool opens_streams() const;  // whether rows would begin a stream of their own
    std::vector<StreamKey> streams() const;

    // Decides each row's fate. Runs inside the transaction, so that every read a check depends on happens after the
    // locks, and again when the transaction does. Refuses when the keys have changed since `resolve`.
    Result<void> decide(Reader& reader, Instant now);
    bool keys_are_as_resolved(Reader& reader) const;
    void load_previous(Reader& reader);
    void load_named(Reader& reader, RecordType const& type);
    void begin_decision();
    bool check_undecided(CheckContext const& context);
    void build(ImportRow& row);
    bool reject_circles();
    void settle(ImportRow& row);
    bool find(Reader& reader, RecordType const& type, std::string_view id, void* record);
    void const* previous_of(ImportRow const& row) const;

    // The rows to write, each after those of the batch that it names; what is left over closes circles.
    std::vector<std::size_t> order() const;
    Result<void> decide_and_write(Permit const& permit);
    Result<void> write(Permit const& permit);
    void put(Tx& tx, ImportRow& row) const;
    void keep_in_scratch();

    Organization& organization_;
    ImportScratch& scratch_;
    bool dry_run_;
    std::string import_id_;

    std::vector<ImportRow> rows_;
    std::size_t bytes_ = 0;
    std::shared_ptr<Program const> program_;
    Found keys_;                                           // own keys and references that the database knows
    std::unordered_map<std::string, std::string> merged_;  // participants who are part of another now, and of whom
    ByKey<std::size_t> by_key_;                            // rows of this batch
    ByKey<std::size_t> by_id_;
    ByKey<std::shared_ptr<void>> previous_;  // stored records that rows of this batch may change
    ByKey<std::shared_ptr<void>> named_;     // stored records that checks asked for, null for none
    std::set<std::string_view> named_types_;
};

}  // namespace cairn
