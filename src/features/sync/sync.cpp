#include "features/sync/sync.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "store/journal.hpp"

namespace cairn {
namespace {

constexpr std::string_view cursor_mark = "sync 1 ";

constexpr std::string_view charts_sql =
    "SELECT v.participant_id, s.seq FROM (SELECT DISTINCT participant_id FROM visible_participant WHERE user_id = $1 "
    "AND basis IN ('caseload', 'cover') AND (since IS NULL OR since <= $2) AND (until IS NULL OR until >= $2)) v "
    "JOIN stream s ON s.id = v.participant_id ORDER BY v.participant_id DESC LIMIT $3";
constexpr std::string_view own_file_sql = "SELECT seq FROM stream WHERE id = $1";
constexpr std::string_view entries_sql =
    "SELECT seq, record_type, record_id, version, body FROM journal WHERE stream = $1 AND seq > $2 "
    "ORDER BY seq LIMIT $3";

// Records of the caller's own file that stay on the server.
constexpr std::string_view account_type = "account";

struct Stream {
    std::string id;
    std::string_view kind;
    std::int64_t seq = 0;
};

class Reading {
public:
    Reading(Reader& reader, std::span<RecordType const* const> types, SyncAnswer& answer)
        : reader_(reader), types_(types), answer_(answer) {}

    bool is_full() const { return entries_ >= sync_entries_max || bytes_ >= sync_bytes_max; }

    // Reads on from `known` (nothing: from the beginning) and notes how far it came.
    void read(Stream const& stream, std::optional<std::int64_t> known) {
        // A database that was restored from a backup may be behind the device.
        bool const whole = !known || *known > stream.seq;
        auto const from = whole ? std::int64_t{0} : *known;
        if (from == stream.seq) {
            answer_.cursor.seqs[stream.id] = from;
            return;
        }
        if (is_full()) {
            answer_.more = true;
            if (known) answer_.cursor.seqs[stream.id] = *known;
            return;
        }
        SyncStream changed{.id = stream.id, .kind = std::string(stream.kind), .whole = whole, .seq = from};
        std::map<std::pair<std::string, std::string>, SyncRecord> latest;
        auto const room = static_cast<std::int64_t>(sync_entries_max - entries_);
        reader_.each({entries_sql, {stream.id, from, room}}, [&](Row const& row) {
            changed.seq = row.integer(0);
            ++entries_;
            take(row, latest);
            return !is_full();
        });
        for (auto& [key, record] : latest) changed.records.push_back(std::move(record));
        if (changed.seq < stream.seq) answer_.more = true;
        answer_.cursor.seqs[stream.id] = changed.seq;
        answer_.streams.push_back(std::move(changed));
    }

private:
    RecordType const* type_of(std::string_view name) const {
        auto const at =
            std::find_if(types_.begin(), types_.end(), [&](auto const* type) { return type->name == name; });
        return at == types_.end() || name == account_type ? nullptr : *at;
    }

    void take(Row const& row, std::map<std::pair<std::string, std::string>, SyncRecord>& latest) {
        auto const* type = type_of(row.text(1));
        if (type == nullptr) return;
        SyncRecord record{std::string(row.text(1)), std::string(row.text(2)), row.integer(3)};
        bool const is_here = !row.is_null(4) && !moved_to(row.text(4)) && !is_withdrawal(row.text(4));
        if (is_here) record.record_json = shown(*type, row.text(4));
        auto& kept = latest[{record.type, record.id}];
        bytes_ -= kept.record_json ? kept.record_json->size() : 0;
        bytes_ += record.record_json ? record.record_json->size() : 0;
        kept = std::move(record);
    }

    // The journal keeps the whole record; sealed members and the platform's own stay here.
    static std::string shown(RecordType const& type, std::string_view body) {
        auto value = boost::json::parse(boost::json::string_view(body.data(), body.size()));
        auto& object = value.as_object();
        object.erase(external_member);
        for (auto const& field : type.fields) {
            if (field.rule.sensitivity == Sensitivity::sealed) object.erase(field.name);
        }
        return boost::json::serialize(object);
    }

    Reader& reader_;
    std::span<RecordType const* const> types_;
    SyncAnswer& answer_;
    std::size_t entries_ = 0;
    std::size_t bytes_ = 0;
};

std::vector<Stream> streams_of(Reader& reader, Permit const& permit, bool& limited) {
    std::vector<Stream> streams;
    if (auto const seq = reader.integer({own_file_sql, {permit.staff_id()}})) {
        streams.push_back({permit.staff_id(), own_stream_kind, *seq});
    }
    auto const one_more = static_cast<std::int64_t>(sync_charts_max + 1);
    std::size_t charts = 0;
    reader.each({charts_sql, {permit.staff_id(), to_string(permit.today()), one_more}}, [&](Row const& row) {
        limited = ++charts > sync_charts_max;
        if (!limited) streams.push_back({std::string(row.text(0)), chart_stream_kind, row.integer(1)});
        return !limited;
    });
    return streams;
}

}  // namespace

std::string SyncCursor::text(std::string_view staff_id) const {
    std::string text{cursor_mark};
    text += staff_id;
    for (auto const& [id, seq] : seqs) text += '\n' + id + ' ' + std::to_string(seq);
    return text;
}

std::optional<SyncCursor> SyncCursor::parse(std::string_view text, std::string_view staff_id) {
    auto const lines = split(text, '\n');
    if (lines.front() != std::string(cursor_mark) + std::string(staff_id)) return std::nullopt;
    SyncCursor cursor;
    for (auto const line : std::span(lines).subspan(1)) {
        auto const space = line.find(' ');
        if (space == std::string_view::npos) return std::nullopt;
        auto const digits = line.substr(space + 1);
        std::int64_t seq = 0;
        auto const [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
        if (failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
        cursor.seqs.emplace(line.substr(0, space), seq);
    }
    return cursor;
}

Result<SyncAnswer> changes_since(Permit const& permit, Organization& organization,
                                 std::span<RecordType const* const> types, SyncCursor const& cursor) {
    if (auto const allowed = permit.require(Permission::sync_device); !allowed) return allowed.error();
    SyncAnswer answer;
    organization.database().read([&](Reader& reader) {
        answer = {};
        auto const streams = streams_of(reader, permit, answer.limited);
        for (auto const& [id, seq] : cursor.seqs) {
            bool const stays = std::any_of(streams.begin(), streams.end(), [&](auto const& s) { return s.id == id; });
            if (!stays) answer.left.push_back(id);
        }
        Reading reading(reader, types, answer);
        for (auto const& stream : streams) {
            auto const known = cursor.seqs.find(stream.id);
            reading.read(stream, known == cursor.seqs.end() ? std::nullopt : std::optional(known->second));
        }
    });
    return answer;
}

}  // namespace cairn
