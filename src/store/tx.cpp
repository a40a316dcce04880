#include "store/tx.hpp"

#include <boost/json.hpp>

#include <stdexcept>

#include "record/json.hpp"
#include "store/tx_state.hpp"

namespace cairn {
namespace {

// unbounded: a record has one entry for each of its versions.
constexpr std::string_view body_sql =
    "SELECT body FROM journal WHERE stream = $1 AND record_type = $2 AND record_id = $3 AND version = $4";

std::string stream_id(RecordType const& type, void const* record) {
    if (type.stream.id_field.empty()) return std::string(directory_stream_id);
    return std::get<std::string>(type.fields[type.index_of(type.stream.id_field)].get(record));
}

// A journal body as a client may see it: without sealed members and the platform's own, null after a purge.
boost::json::value shown_body(RecordType const& type, std::optional<std::string> const& body) {
    if (!body) return nullptr;
    auto value = boost::json::parse(*body);
    value.as_object().erase(external_member);
    for (auto const& field : type.fields) {
        if (field.rule.sensitivity == Sensitivity::sealed) value.as_object().erase(field.name);
    }
    return value;
}

}  // namespace

std::string loaded_key(RecordType const& type, std::string_view id) {
    std::string key(type.name);
    key += ' ';
    key += id;
    return key;
}

QueuedReceipt new_receipt(TxState const& state, std::string key, Digest const& request_digest) {
    QueuedReceipt receipt;
    receipt.actor = state.request.actor;
    receipt.command = state.request.command;
    receipt.key = std::move(key);
    receipt.request_digest = request_digest;
    receipt.at = to_string(state.now);
    return receipt;
}

template <class Make>
std::string const& SqlTexts::text(std::string key, Make const& make) {
    std::scoped_lock const lock(mutex_);
    auto const at = texts_.find(key);
    return at != texts_.end() ? at->second : texts_.emplace(std::move(key), make()).first->second;
}

std::string const& SqlTexts::insert(RecordType const& type, std::size_t rows) {
    return text("insert " + std::string(type.name) + std::to_string(rows), [&] { return insert_sql(type, rows); });
}

std::string const& SqlTexts::update(RecordType const& type) {
    return text("update " + std::string(type.name), [&] { return update_sql(type); });
}

std::string const& SqlTexts::select_by_id(RecordType const& type) {
    return text("select " + std::string(type.name), [&] { return select_by_id_sql(type); });
}

std::string const& SqlTexts::select_by_ids(RecordType const& type, std::size_t ids) {
    if (ids == 1) return select_by_id(type);
    return text("select " + std::string(type.name) + std::to_string(ids), [&] {
        return "SELECT " + column_list(type) + " FROM " + std::string(type.name) + " WHERE id IN " +
               value_tuples(1, ids);
    });
}

std::string const& SqlTexts::remove(RecordType const& type, std::size_t rows) {
    return text("remove " + std::string(type.name) + std::to_string(rows),
                [&] { return "DELETE FROM " + std::string(type.name) + " WHERE id IN " + value_tuples(1, rows); });
}

std::string const& SqlTexts::remove_external_keys(RecordType const& type, std::size_t rows) {
    return text("remove keys " + std::string(type.name) + std::to_string(rows), [&] {
        return "DELETE FROM external_key WHERE record_type = '" + std::string(type.name) + "' AND record_id IN " +
               value_tuples(1, rows);
    });
}

std::string const& SqlTexts::insert_into(std::string_view table_and_columns, std::size_t columns, std::size_t rows,
                                         std::string_view tail) {
    return text("into " + std::string(table_and_columns) + std::to_string(rows) + std::string(tail), [&] {
        return "INSERT INTO " + std::string(table_and_columns) + " VALUES " + value_tuples(rows, columns) + " " +
               std::string(tail);
    });
}

std::string const& SqlTexts::lock_streams(std::size_t streams, std::string_view lock_clause) {
    return text("lock " + std::to_string(streams), [&] {
        return "SELECT id, seq, head FROM stream WHERE id IN " + value_tuples(1, streams) + " ORDER BY id " +
               std::string(lock_clause);
    });
}

Engine Tx::engine() const { return state_.session.engine(); }

void Tx::each(Statement const& statement, RowVisitor const& visit) { state_.session.each(statement, visit); }

Instant Tx::now() const { return state_.now; }

std::optional<SqlValues> const& Tx::stored_values(RecordType const& type, std::string const& id) {
    auto const key = loaded_key(type, id);
    auto known = state_.loaded.find(key);
    if (known == state_.loaded.end()) {
        std::vector<Statement> const one{{state_.texts.select_by_id(type), {id}}};
        auto rows = std::move(state_.session.batch(one).front());
        known = state_.loaded.emplace(key, rows.empty() ? std::nullopt : std::optional(std::move(rows.front()))).first;
    }
    return known->second;
}

bool Tx::is_taken(RecordType const& type, std::string const& id) { return stored_values(type, id).has_value(); }

bool Tx::sees_chart(std::string const& participant_id) {
    if (!state_.request.sees_chart) return true;
    auto known = state_.charts_seen.find(participant_id);
    if (known == state_.charts_seen.end()) {
        std::vector<Statement> const question{state_.request.sees_chart(participant_id)};
        bool const seen = !state_.session.batch(question).front().empty();
        known = state_.charts_seen.emplace(participant_id, seen).first;
    }
    return known->second;
}

bool Tx::load(RecordType const& type, std::string const& id, void* record) {
    auto const& values = stored_values(type, id);
    if (!values) return false;
    if (type.stream.kind == chart_stream_kind) {
        auto const& chart = (*values)[type.index_of(type.stream.id_field)];
        if (!sees_chart(std::get<std::string>(chart))) return false;
    }
    if (record == nullptr) return true;
    for (std::size_t i = 0; i < type.fields.size(); ++i) set_field(type, type.fields[i], (*values)[i], record);
    return true;
}

Error Tx::stale(RecordType const& type, std::string const& id, void const* stored, std::int64_t seen) {
    // A record that was moved since has its older entries in the stream that the caller still takes it to be in.
    std::vector<std::string> streams{stream_id(type, stored)};
    for (auto const& stream : state_.request.streams) streams.push_back(stream.id);
    auto const body = [&](std::int64_t version) {
        std::optional<std::string> found;
        for (auto stream = streams.begin(); stream != streams.end() && !found; ++stream) {
            found = text({body_sql, {*stream, std::string(type.name), id, version}});
            if (found && (moved_to(*found) || is_withdrawal(*found))) found.reset();
        }
        return shown_body(type, found);
    };
    auto const current = std::get<std::int64_t>(type.fields[type.index_of("version")].get(stored));
    boost::json::object const details{{"base", body(seen)}, {"theirs", body(current)}, {"version", current}};
    return Error{ErrorCode::stale_version,
                 "Somebody changed this in the meantime; look at both versions and try again.",
                 {},
                 boost::json::serialize(details)};
}

void Tx::put_row(RecordType const& type, void const* record, std::int64_t version) {
    auto const& id_field = type.fields[type.index_of("id")];
    auto const id = std::get<std::string>(id_field.get(record));
    auto const stream = stream_id(type, record);
    if (!state_.streams.contains(stream)) throw std::logic_error("a record was put outside the request's streams");
    if (state_.receipts.empty()) throw std::logic_error("a record was put without a receipt");
    auto values = record_values(type, record);
    state_.loaded[loaded_key(type, id)] = values;
    if (type.stream.kind == chart_stream_kind && type.stream.id_field == "id") state_.charts_seen[id] = true;
    state_.rows.push_back({.type = &type, .values = std::move(values), .version = version});
    queue_entry(type, id, stream, version, to_json(type, record));
}

void Tx::move_row(RecordType const& type, void const* record, std::int64_t version, std::string const& from) {
    auto const id = std::get<std::string>(type.fields[type.index_of("id")].get(record));
    if (!state_.streams.contains(from)) throw std::logic_error("a record was moved out of a stream nobody locked");
    queue_entry(type, id, from, version, departure_body(stream_id(type, record)));
    put_row(type, record, version);
}

void Tx::withdraw_row(RecordType const& type, void const* record, std::string_view reason) {
    auto const id = std::get<std::string>(type.fields[type.index_of("id")].get(record));
    auto const version = std::get<std::int64_t>(type.fields[type.index_of("version")].get(record));
    auto const stream = stream_id(type, record);
    if (!state_.streams.contains(stream))
        throw std::logic_error("a record was taken back outside the request's streams");
    if (state_.receipts.empty()) throw std::logic_error("a record was taken back without a receipt");
    state_.loaded[loaded_key(type, id)] = std::nullopt;
    state_.rows.push_back({.type = &type, .values = {id}, .version = version + 1, .withdrawn = true});
    queue_entry(type, id, stream, version + 1, withdrawal_body(reason));
}

void Tx::queue_entry(RecordType const& type, std::string const& id, std::string const& stream, std::int64_t version,
                     std::string body) {
    JournalEntry entry;
    entry.stream = stream;
    entry.at = to_string(state_.now);
    entry.actor = state_.request.actor;
    entry.command = state_.request.command;
    entry.record_type = type.name;
    entry.record_id = id;
    entry.version = version;
    entry.body = std::move(body);
    state_.entries.push_back({std::move(entry), state_.receipts.size() - 1});
}

void Tx::begin_stream(StreamKey const& stream) {
    auto& state = state_.streams[stream.id];
    if (state.seq > 0 || !state.kind.empty()) throw std::logic_error("a stream was begun that is there already");
    state.kind = stream.kind;
}

void Tx::begin_row(std::string key, Digest request_digest) {
    if (!state_.request.key.empty()) throw std::logic_error("only a batch gives keys to its rows");
    state_.receipts.push_back(new_receipt(state_, std::move(key), request_digest));
}

void Tx::end_row(std::string result) { state_.receipts.back().result = std::move(result); }

void Tx::set_external_key(std::string_view record_type, std::string key, std::string record_id, Digest content_digest,
                          std::int64_t version, std::string_view import_id) {
    auto& entry = state_.entries.back().entry;
    if (entry.record_id != record_id) throw std::logic_error("an outside key belongs to the record put before it");
    entry.body = body_with_external_key(std::move(*entry.body), key, content_digest, import_id);
    state_.external_keys.push_back(
        {std::string(record_type), std::move(key), std::move(record_id), content_digest, version});
}

}  // namespace cairn
