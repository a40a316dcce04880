#include "store/verify_records.hpp"

#include <charconv>
#include <stdexcept>

#include "record/json.hpp"

namespace cairn {
namespace {

constexpr std::string_view body_sql = "SELECT body FROM journal WHERE stream = $1 AND seq = $2";
constexpr std::string_view external_key_sql = "SELECT record_id FROM external_key WHERE record_type = $1 AND key = $2";

std::string key_of(std::string_view type, std::string_view id) {
    std::string key(type);
    key += ' ';
    return key += id;
}

bool is_number(std::string_view text) {
    double number = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

// SQLite keeps whatever is put into a cell and reads '12 minutes' as 12. Whether the cell is what we would have
// written.
struct CellIs {
    Row const& row;
    int column;

    bool operator()(std::monostate) const { return row.is_null(column); }
    bool operator()(bool value) const { return holds(value ? "1" : "0") || holds(value ? "t" : "f"); }
    bool operator()(std::int64_t value) const { return holds(std::to_string(value)); }
    bool operator()(double) const { return !row.is_null(column) && is_number(row.text(column)); }
    bool operator()(std::string const& value) const { return holds(value); }
    bool operator()(Bytes const&) const { return false; }  // no record has bytes

    bool holds(std::string_view text) const { return !row.is_null(column) && row.text(column) == text; }
};

std::vector<std::string_view> inexact_cells(RecordType const& type, void const* record, Row const& row) {
    std::vector<std::string_view> names;
    auto const values = record_values(type, record);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::visit(CellIs{row, static_cast<int>(i)}, values[i])) names.push_back(type.fields[i].name);
    }
    return names;
}

std::string listed(std::vector<std::string_view> const& names) {
    std::string list;
    for (auto const name : names) {
        if (!list.empty()) list += ", ";
        list += name;
    }
    return list;
}

std::string differs(std::vector<std::string_view> const& names) {
    return "It was altered outside the journal, in: " + listed(names) + ".";
}

}  // namespace

std::string StreamRange::where(std::string_view column) const {
    std::string text(" WHERE ");
    text += column;
    text += " >= $1";
    if (!before) return text;
    text += " AND ";
    text += column;
    return text += " < $2";
}

SqlValues StreamRange::parameters() const {
    SqlValues values{from};
    if (before) values.emplace_back(*before);
    return values;
}

Digest external_key_digest(std::string_view record_type, std::string_view key, std::string_view record_id,
                           Digest const& content_digest, std::int64_t version) {
    // No column may hold U+0000.
    auto const number = std::to_string(version);
    auto const content = to_hex(content_digest);
    std::string text(record_type);
    for (std::string_view const part : {record_id, std::string_view(number), std::string_view(content), key}) {
        text += '\0';
        text += part;
    }
    return digest_of(text);
}

void Moves::departed(JournalRow const& entry, std::string to) {
    add(entry, {.entry = entry.id(), .stream = std::move(to), .departure = true});
}

void Moves::arrived(JournalRow const& entry, std::int64_t last_version) {
    add(entry, {.entry = entry.id(), .stream = entry.stream, .last_version = last_version});
}

void Moves::add(JournalRow const& entry, Half half) {
    half.record = key_of(entry.record_type, entry.record_id);
    half.version = entry.version;
    auto const [at, is_first] = halves_.emplace(half.record + ' ' + std::to_string(half.version), half);
    if (is_first) return;
    if (at->second.departure == half.departure || at->second.stream != half.stream) {
        report(at->second);
        report(half);
    }
    halves_.erase(at);
}

void Moves::report(Half const& half) const {
    report_.add("journal", half.entry,
                half.departure ? "It says that " + half.record + " went to stream " + half.stream + " in version " +
                                     std::to_string(half.version) + ", where it never arrived."
                               : "It holds version " + std::to_string(half.version) + " of " + half.record +
                                     ", but what comes before it in the stream is version " +
                                     std::to_string(half.last_version) + " and it came from no other.");
}

void Moves::report_unmet() const {
    for (auto const& [key, half] : halves_) report(half);
}

// Streams come one after another, so that one which is met again is the same as before.
LatestRecords::Latest& LatestRecords::latest_of(JournalRow const& entry) {
    auto const key = key_of(entry.record_type, entry.record_id);
    auto& latest = latest_[key];
    if (latest.version != 0 && latest.stream != entry.stream) {
        elsewhere_[key].push_back(std::move(latest));
        latest = {};
    }
    return latest;
}

// What the row's own stream says, else what any other of the range does; null when none knows it.
LatestRecords::Latest* LatestRecords::find(RecordType const& type, std::string const& id, Row const& row) {
    auto const key = key_of(type.name, id);
    auto const known = latest_.find(key);
    if (known == latest_.end()) return nullptr;
    auto const others = elsewhere_.find(key);
    if (others == elsewhere_.end() || type.stream.id_field.empty()) return &known->second;
    auto const stream = row.text(static_cast<int>(type.index_of(type.stream.id_field)));
    for (auto& other : others->second) {
        if (other.stream == stream) return &other;
    }
    return &known->second;
}

void LatestRecords::each_latest(
    std::function<void(std::string const& record, Latest const& latest)> const& visit) const {
    for (auto const& [record, latest] : latest_) visit(record, latest);
    for (auto const& [record, others] : elsewhere_) {
        for (auto const& latest : others) visit(record, latest);
    }
}

void LatestRecords::check_version(JournalRow const& entry, Latest const& latest) {
    bool const is_elsewhere = latest.moved || latest.version == 0;
    bool const follows = entry.version == latest.version + 1;
    if (is_elsewhere && entry.version > latest.version && !(follows && !latest.moved)) {
        moves_.arrived(entry, latest.version);
    } else if (!follows || latest.moved) {
        report_.add("journal", entry.id(),
                    "It holds version " + std::to_string(entry.version) + " of " + entry.record_type + " " +
                        entry.record_id + ", but what comes before it in the stream is version " +
                        std::to_string(latest.version) + ".");
    }
}

void LatestRecords::take(JournalRow const& entry, bool check) {
    auto& latest = latest_of(entry);
    if (check) check_version(entry, latest);
    latest.stream = entry.stream;
    latest.seq = entry.seq;
    latest.version = entry.version;
    latest.purged = !entry.body && !entry.has_body_key;
    latest.whole = entry.body_is_whole();
    latest.moved = false;
    latest.withdrawn = false;
    if (!latest.whole) return;
    if (is_withdrawal(*entry.body)) {
        latest.withdrawn = true;
        latest.version = 0;  // its id may begin anew
        latest.external_keys.clear();
        return;
    }
    if (auto to = moved_to(*entry.body)) {
        latest.moved = true;
        if (check) moves_.departed(entry, *std::move(to));
        return;
    }
    auto body = *entry.body;
    if (auto const external = take_external_key(body)) {
        latest.external_keys[external->key] = external_key_digest(entry.record_type, external->key, entry.record_id,
                                                                  external->content_digest, entry.version);
    }
    latest.body = digest_of(body);
}

void LatestRecords::compare_rows(Reader& reader, RecordType const& type, StreamRange const& range, std::int64_t& rows) {
    auto const in_directory = type.stream.id_field.empty();
    if (in_directory && !range.contains(directory_stream_id)) return;
    // unbounded: one range of streams, a row at a time
    auto const sql = "SELECT " + column_list(type) + " FROM " + std::string(type.name) +
                     (in_directory ? "" : range.where(type.stream.id_field));
    auto const blank = type.make();
    std::vector<Differing> differing;
    auto const record = type.make();
    reader.each({sql, in_directory ? SqlValues{} : range.parameters()}, [&](Row const& row) {
        ++rows;
        type.assign(record.get(), blank.get());
        compare_row(type, row, record.get(), differing);
        return true;
    });
    for (auto const& one : differing) compare_members(reader, type, one);
}

void LatestRecords::compare_row(RecordType const& type, Row const& row, void* record,
                                std::vector<Differing>& differing) {
    ++report_.records;
    std::string const id(row.text(static_cast<int>(type.index_of("id"))));
    auto* known = find(type, id, row);
    if (known == nullptr) {
        report_.add(type.name, id,
                    "The journal of its stream knows nothing of it: it was added, moved, or its entries were removed.");
        return;
    }
    auto& latest = *known;
    latest.met = true;
    if (latest.moved) {
        report_.add(type.name, id, "It is there although the journal says that it went to another stream.");
        return;
    }
    if (latest.withdrawn) {
        report_.add(type.name, id, "It is there although the journal says that it was taken back.");
        return;
    }
    if (latest.purged) {
        report_.add(type.name, id,
                    "It is still there although its body was purged from the journal, so nothing vouches for it.");
        return;
    }
    if (!latest.whole) return;  // the journal's own finding says so; there is nothing to compare with
    try {
        read_record(type, row, record);
    } catch (std::runtime_error const& problem) {
        report_.add(type.name, id, std::string("It was altered outside the journal: ") + problem.what() + ".");
        return;
    }
    if (auto const names = inexact_cells(type, record, row); !names.empty()) {
        report_.add(type.name, id, differs(names));
    } else if (digest_of(to_json(type, record)) != latest.body) {
        auto copy = type.make();
        type.assign(copy.get(), record);
        differing.push_back({std::move(copy), id, latest.stream, latest.seq});
    }
}

// An earlier version of the program may have written the body with other members; then what counts is what it says to
// this one.
void LatestRecords::compare_members(Reader& reader, RecordType const& type, Differing const& one) {
    auto body = reader.text({body_sql, {one.stream, one.seq}}).value_or("{}");
    take_external_key(body);
    auto const journaled = type.make();
    auto const problems = from_json(type, body, journaled.get(), {.require_all = false, .accept_derived = true});
    std::vector<std::string_view> names;
    for (auto const& field : type.fields) {
        if (field.get(one.record.get()) != field.get(journaled.get())) names.push_back(field.name);
    }
    if (names.empty() && problems.empty()) return;
    report_.add(type.name, one.id,
                names.empty() ? std::string("Its latest version in the journal cannot be read by this program.")
                              : differs(names));
}

void LatestRecords::report_missing() const {
    each_latest([&](std::string const& record, Latest const& latest) {
        if (latest.met || latest.purged || latest.moved || latest.withdrawn) return;
        auto const space = record.find(' ');
        report_.add(record.substr(0, space), record.substr(space + 1),
                    "It was removed: journal entry " + latest.stream + "/" + std::to_string(latest.seq) +
                        " says that it should be there in version " + std::to_string(latest.version) + ".");
    });
}

void LatestRecords::meet_external_keys(Reader& reader, Pass const& pass, DigestSet& keys) {
    each_latest([&](std::string const& record, Latest const& latest) {
        for (auto const& [key, digest] : latest.external_keys) {
            if (!pass.takes(digest) || keys.meet(digest)) continue;
            auto const type = record.substr(0, record.find(' '));
            // One that is there but says something else is reported where the table itself is walked.
            if (reader.text({external_key_sql, {type, key}})) continue;
            report_.add("external_key", key_of(type, key),
                        "It was removed: journal entry " + latest.stream + "/" + std::to_string(latest.seq) +
                            " or an earlier one brought it in.");
        }
    });
}

}  // namespace cairn
