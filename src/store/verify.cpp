#include "store/verify.hpp"

#include <algorithm>

#include "store/catalog.hpp"
#include "store/verify_chain.hpp"
#include "store/verify_parts.hpp"
#include "store/verify_records.hpp"

namespace cairn {
namespace {

constexpr std::string_view streams_sql = "SELECT id, kind, seq, head FROM stream WHERE id >= $1 ORDER BY id LIMIT $2";
constexpr std::string_view counts_sql =
    "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM receipt), (SELECT count(*) FROM external_key)";
constexpr std::int64_t milliseconds_per_day = 86'400'000;

class Verification {
public:
    Verification(Reader& reader, std::vector<RecordType const*> const& types, VerifyOptions const& options,
                 std::string remembered_since, VerifyReport& report)
        : reader_(reader),
          types_(types),
          options_(options),
          remembered_since_(std::move(remembered_since)),
          report_(report),
          rows_met_(types.size(), 0) {}

    Result<void> run();

private:
    bool all_tables_are_there();
    void walk(Pass pass);
    void walk_range(StreamRange const& range, std::vector<StreamRow> streams, ReceiptCheck& receipts,
                    ExternalKeyCheck& external_keys);
    StreamRange next_range(std::string from, std::vector<StreamRow>& streams);
    RecordType const* type_of(JournalRow const& entry);
    void count_rows();
    void tell(std::int64_t entries);

    Reader& reader_;
    std::vector<RecordType const*> const& types_;
    VerifyOptions const& options_;
    std::string remembered_since_;
    VerifyReport& report_;
    std::vector<std::int64_t> rows_met_;
    std::vector<std::string> unknown_types_{};
    Moves moves_{report_};
    std::int64_t walked_ = 0;
    std::int64_t to_walk_ = 0;
};

Result<void> Verification::run() {
    if (auto ours = check_migrations(reader_, options_.migrations, report_); !ours) return ours;
    check_file(reader_, report_);
    if (!all_tables_are_there()) return {};
    std::int64_t largest = 0;
    reader_.each({counts_sql}, [&](Row const& row) {
        to_walk_ = row.integer(0);
        largest = std::max(row.integer(1), row.integer(2));
        return false;
    });
    auto const passes = static_cast<int>(largest / options_.digests_per_pass + 1);
    to_walk_ *= passes;
    for (int pass = 0; pass < passes; ++pass) walk({pass, passes});
    count_rows();
    if (options_.anchors) check_anchors(reader_, *options_.anchors, report_);
    return {};
}

bool Verification::all_tables_are_there() {
    auto const tables = table_names(reader_);
    std::vector<std::string_view> wanted{"stream", "journal", "receipt", "external_key"};
    for (auto const* type : types_) wanted.push_back(type->name);
    bool all = true;
    for (auto const name : wanted) {
        if (std::find(tables.begin(), tables.end(), name) != tables.end()) continue;
        report_.add(name, "", "The whole table is missing: migrate the database, or it was removed.");
        all = false;
    }
    return all;
}

// The first pass checks everything; later ones only meet the receipts and outside keys that did not fit into it.
void Verification::walk(Pass pass) {
    ReceiptCheck receipts(pass, remembered_since_, report_);
    ExternalKeyCheck external_keys(pass, report_);
    receipts.fill(reader_);
    external_keys.fill(reader_);
    std::optional<std::string> from = "";
    while (from) {
        std::vector<StreamRow> streams;
        auto const range = next_range(*from, streams);
        walk_range(range, std::move(streams), receipts, external_keys);
        from = range.before;
    }
    if (pass.index == 0) moves_.report_unmet();
    receipts.report_unmet(reader_);
    external_keys.report_unmet(reader_);
}

StreamRange Verification::next_range(std::string from, std::vector<StreamRow>& streams) {
    StreamRange range{std::move(from), std::nullopt};
    std::int64_t entries = 0;
    reader_.each({streams_sql, {range.from, streams_per_range + 1}}, [&](Row const& row) {
        StreamRow stream{std::string(row.text(0)), std::string(row.text(1)), row.integer(2), read_digest(row, 3)};
        entries += std::max<std::int64_t>(stream.seq, 0);
        bool const full = static_cast<std::int64_t>(streams.size()) == streams_per_range || entries > entries_per_range;
        if (full && !streams.empty()) {
            if (!range.before) range.before = stream.id;
            return false;
        }
        streams.push_back(std::move(stream));
        return true;
    });
    return range;
}

void Verification::walk_range(StreamRange const& range, std::vector<StreamRow> streams, ReceiptCheck& receipts,
                              ExternalKeyCheck& external_keys) {
    bool const first_pass = external_keys.pass().index == 0;
    ChainCheck chain(std::move(streams), report_);
    LatestRecords latest(report_, moves_);
    std::int64_t entries = 0;
    // unbounded: one range of streams, a row at a time
    auto const sql =
        "SELECT " + std::string(journal_columns) + " FROM journal" + range.where("stream") + " ORDER BY stream, seq";
    reader_.each({sql, range.parameters()}, [&](Row const& row) {
        auto const entry = read_journal_row(row);
        auto const* type = type_of(entry);
        if (first_pass) chain.take(entry, type == nullptr ? std::string_view{} : type->stream.kind);
        receipts.take(entry.receipt_digest, entry.at, entry.record_type, entry.record_id);
        if (type != nullptr) latest.take(entry, first_pass);
        ++entries;
        return true;
    });
    if (first_pass) {
        chain.finish();
        for (std::size_t i = 0; i < types_.size(); ++i) latest.compare_rows(reader_, *types_[i], range, rows_met_[i]);
        latest.report_missing();
    }
    latest.meet_external_keys(reader_, external_keys.pass(), external_keys.keys());
    tell(entries);
}

RecordType const* Verification::type_of(JournalRow const& entry) {
    auto const known =
        std::find_if(types_.begin(), types_.end(), [&](auto const* type) { return type->name == entry.record_type; });
    if (known != types_.end()) return *known;
    if (std::find(unknown_types_.begin(), unknown_types_.end(), entry.record_type) == unknown_types_.end()) {
        unknown_types_.push_back(entry.record_type);
        report_.add("journal", entry.id(), "This program knows no records of the type " + entry.record_type + ".");
    }
    return nullptr;
}

// SQLite takes rows without a key, which lie in no range.
void Verification::count_rows() {
    for (std::size_t i = 0; i < types_.size(); ++i) {
        auto const name = std::string(types_[i]->name);
        auto const rows = reader_.integer({"SELECT count(*) FROM " + name}).value_or(0);
        if (rows == rows_met_[i]) continue;
        report_.add(name, "",
                    std::to_string(rows - rows_met_[i]) +
                        " rows have no id or name no stream: they were added or altered.");
    }
}

void Verification::tell(std::int64_t entries) {
    walked_ += entries;
    if (options_.progress) options_.progress(walked_, to_walk_);
}

}  // namespace

void VerifyReport::add(std::string_view table, std::string id, std::string what) {
    ++findings_count;
    if (findings.size() < findings_max) findings.push_back({std::string(table), std::move(id), std::move(what)});
}

Result<VerifyReport> verify(Database& database, std::vector<RecordType const*> const& types, Clock const& clock,
                            VerifyOptions const& options) {
    VerifyReport report;
    Result<void> done;
    try {
        database.read([&](Reader& reader) {
            auto const now = clock.now();
            Instant const remembered_since{now.milliseconds - receipt_days * milliseconds_per_day};
            report = {};
            done = Verification(reader, types, options, to_string(remembered_since), report).run();
        });
    } catch (DatabaseDamaged const& damage) {
        report.add("database", "file", std::string("It cannot be read further: ") + damage.what() + ".");
    }
    if (!done) return done.error();
    return report;
}

}  // namespace cairn
