#include "store/anchor.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include "record/json.hpp"
#include "store/file.hpp"

namespace cairn {
namespace {

constexpr std::string_view hash_member = ",\"hash\":\"";
constexpr std::size_t hash_tail = hash_member.size() + 2 * digest_bytes + 2;  // with its closing quote and brace
constexpr std::size_t read_block = 1U << 16U;
constexpr std::chrono::milliseconds settle_poll{10};

constexpr std::string_view last_position_sql = "SELECT max(position) FROM journal";
// Given out numbers, also to writes that are still under way.
constexpr std::string_view postgres_given_out_sql =
    "SELECT pg_sequence_last_value(pg_get_serial_sequence('journal', 'position')::regclass)";
constexpr std::string_view postgres_next_writer_sql = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
constexpr std::string_view postgres_oldest_writer_sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
constexpr std::string_view entries_sql =
    "SELECT position, stream, seq, hash FROM journal WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3";

std::int64_t ask(Database& database, std::string_view sql) {
    std::int64_t number = 0;
    database.read([&](Reader& reader) { number = reader.integer({sql}).value_or(0); });
    return number;
}

// A position such that no entry at or before it can still appear. SQLite gives positions in commit order. PostgreSQL
// gives them out before the commit, so this waits until every write that may hold a smaller one has ended. Both numbers
// are read in snapshots of their own: a write that drew its position before the first belongs to a transaction that had
// its number before the second.
Result<std::int64_t> settled_position(Database& database) {
    if (database.engine() == Engine::sqlite) return ask(database, last_position_sql);
    auto const given_out = ask(database, postgres_given_out_sql);
    auto const next_writer = ask(database, postgres_next_writer_sql);
    constexpr auto polls_max = std::chrono::seconds(anchor_wait_seconds) / settle_poll;
    for (int polls = 0; ask(database, postgres_oldest_writer_sql) < next_writer; ++polls) {
        if (polls >= polls_max) {
            return Error{ErrorCode::unavailable,
                         "A write on the PostgreSQL server does not end; the journal's end is not anchored for now."};
        }
        std::this_thread::sleep_for(settle_poll);
    }
    return given_out;
}

Digest line_hash(std::string_view line) { return digest_of(line.substr(0, line.size() - hash_tail)); }

std::string line_of(Anchor const& anchor) {
    std::string line = "{\"at\":\"" + anchor.at + "\",\"position\":" + std::to_string(anchor.position) + ",\"heads\":[";
    for (auto const& head : anchor.heads) {
        line += line.back() == '[' ? "[" : ",[";
        append_json_string(line, head.stream);
        line += "," + std::to_string(head.seq) + ",\"" + to_hex(head.hash) + "\"]";
    }
    line += "],\"previous\":\"" + to_hex(anchor.previous) + "\"";
    auto const hash = to_hex(digest_of(line));
    line += hash_member;
    return line + hash + "\"}";
}

Digest digest_from(boost::json::value const& hex) {
    auto const bytes = from_hex(std::string_view(hex.as_string()));
    if (!bytes || bytes->size() != digest_bytes) throw std::invalid_argument("not a digest");
    Digest digest{};
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

// A whole line without its line break; nullopt when it is not what `line_of` wrote.
std::optional<Anchor> read_line(std::string_view line) {
    if (line.size() <= hash_tail) return std::nullopt;
    try {
        auto const value = boost::json::parse(boost::json::string_view(line.data(), line.size()));
        auto const& object = value.as_object();
        Anchor anchor;
        anchor.at = std::string_view(object.at("at").as_string());
        anchor.position = object.at("position").as_int64();
        for (auto const& head : object.at("heads").as_array()) {
            auto const& parts = head.as_array();
            anchor.heads.push_back({std::string(std::string_view(parts.at(0).as_string())), parts.at(1).as_int64(),
                                    digest_from(parts.at(2))});
        }
        anchor.previous = digest_from(object.at("previous"));
        anchor.hash = digest_from(object.at("hash"));
        if (anchor.hash != line_hash(line)) return std::nullopt;
        return anchor;
    } catch (std::exception const&) {  // whatever it is that boost::json found wrong, the line is not ours
        return std::nullopt;
    }
}

// Calls `visit(line)` for every complete line; true when an incomplete one follows.
template <class Visit>
Result<bool> each_line(File const& file, Visit const& visit) {
    std::string pending;
    bool too_long = false;
    for (std::int64_t offset = 0;;) {
        auto const block = file.read_at(offset, read_block);
        if (!block) return block.error();
        if (block->empty()) return !pending.empty() || too_long;
        offset += static_cast<std::int64_t>(block->size());
        std::string_view rest = *block;
        for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            pending += rest.substr(0, end);
            visit(too_long ? std::string_view{} : std::string_view(pending));
            pending.clear();
            too_long = false;
            rest.remove_prefix(end + 1);
        }
        pending += rest;
        if (pending.size() > anchor_line_max) {
            too_long = true;
            pending.clear();
        }
    }
}

struct Tail {
    std::optional<Anchor> last{};
    bool torn = false;
};

// Cuts off an incomplete last line, and reads the one before it.
Result<Tail> take_tail(File& file) {
    auto const size = file.size();
    if (!size) return size.error();
    auto const start = std::max<std::int64_t>(0, *size - static_cast<std::int64_t>(2 * anchor_line_max));
    auto const text = file.read_at(start, static_cast<std::size_t>(*size - start));
    if (!text) return text.error();
    auto const end = text->rfind('\n');
    Tail tail{.torn = end == std::string::npos ? !text->empty() : end + 1 < text->size()};
    if (tail.torn) {
        auto const complete = end == std::string::npos ? 0 : end + 1;
        if (auto const cut = file.truncate(start + static_cast<std::int64_t>(complete)); !cut) return cut.error();
    }
    if (end == std::string::npos) return tail;
    auto const before = end == 0 ? std::string::npos : text->rfind('\n', end - 1);
    auto const first = before == std::string::npos ? 0 : before + 1;
    tail.last = read_line(std::string_view(*text).substr(first, end - first));
    if (!tail.last) {
        return Error{ErrorCode::corrupted,
                     "The last line of the anchor file is not what Cairn wrote. Verify the database."};
    }
    return tail;
}

// The next line's heads: the last entry of every stream among the next `anchor_entries_max` entries.
Anchor next_anchor(Database& database, Anchor const& last, std::int64_t settled) {
    Anchor next{.position = last.position, .previous = last.hash};
    std::map<std::string, AnchorHead> heads;
    database.read([&](Reader& reader) {
        heads.clear();
        reader.each({entries_sql, {last.position, settled, static_cast<std::int64_t>(anchor_entries_max)}},
                    [&](Row const& row) {
                        next.position = row.integer(0);
                        AnchorHead head{std::string(row.text(1)), row.integer(2), {}};
                        auto const hash = row.bytes(3);
                        if (hash.size() != digest_bytes) throw DatabaseDamaged("a hash in the journal is damaged");
                        std::copy(hash.begin(), hash.end(), head.hash.begin());
                        auto& known = heads[head.stream];
                        if (known.seq < head.seq) known = std::move(head);
                        return true;
                    });
    });
    for (auto& [stream, head] : heads) next.heads.push_back(std::move(head));
    return next;
}

Error journal_is_shorter() {
    return {ErrorCode::corrupted,
            "The journal ends before the last anchor: its end was cut off, or an older copy of the database was put in "
            "its place. Verify the database."};
}

}  // namespace

std::string to_string(AnchorSummary const& summary) {
    return (summary.lines == 0 ? "anchor unchanged at position " : "anchored up to position ") +
           std::to_string(summary.last.position) + ", hash " + to_hex(summary.last.hash);
}

Result<AnchorSummary> write_anchor(Database& database, std::filesystem::path const& path, Clock const& clock) {
    auto file = File::open_to_append(path);
    if (!file) return file.error();
    if (auto const locked = file->lock(); !locked) return locked.error();
    auto const tail = take_tail(*file);
    if (!tail) return tail.error();
    auto const settled = settled_position(database);
    if (!settled) return settled.error();
    if (tail->last && ask(database, last_position_sql) < tail->last->position) return journal_is_shorter();

    AnchorSummary summary{.last = tail->last.value_or(Anchor{}), .torn_line_removed = tail->torn};
    for (;;) {
        auto next = next_anchor(database, summary.last, *settled);
        // The first line is written in any case, so that a missing file means that somebody took it away.
        bool const first = !tail->last && summary.lines == 0;
        if (next.heads.empty() && !first) break;
        next.at = to_string(clock.now());
        auto const line = line_of(next);
        if (auto const written = file->append(line + "\n"); !written) return written.error();
        next.hash = line_hash(line);
        next.heads.clear();
        summary.last = std::move(next);
        ++summary.lines;
    }
    if (auto const saved = file->sync(); !saved) return saved.error();
    if (auto const saved = sync_folder(folder_of(path)); !saved) return saved.error();
    return summary;
}

Result<AnchorFileSummary> read_anchors(std::filesystem::path const& path, AnchorFileReading const& reading) {
    auto const file = File::open_to_read(path);
    if (!file) return file.error();
    AnchorFileSummary summary;
    std::optional<Digest> previous = Digest{};  // nullopt behind a line that cannot be read
    auto const torn = each_line(*file, [&](std::string_view line) {
        ++summary.lines;
        auto anchor = read_line(line);
        if (!anchor) {
            reading.fault({summary.lines, "is not what Cairn wrote: it was altered"});
            previous.reset();
            return;
        }
        if (previous && anchor->previous != *previous) {
            reading.fault(
                {summary.lines, "does not follow from the line before it: lines were removed, added or altered"});
        }
        previous = anchor->hash;
        anchor->line = summary.lines;
        reading.visit(*anchor);
    });
    if (!torn) return torn.error();
    summary.torn = *torn;
    return summary;
}

}  // namespace cairn
