// The one write path: lock streams, look for the receipt, run the story, write everything together.
#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

#include "store/tx.hpp"
#include "store/tx_state.hpp"

namespace cairn {
namespace {

constexpr std::string_view receipt_sql =
    "SELECT request_digest, result FROM receipt WHERE actor = $1 AND command = $2 AND key = $3";

Digest to_digest(SqlValue const& value) {
    auto const* bytes = std::get_if<Bytes>(&value);
    if (bytes == nullptr || bytes->size() != digest_bytes)
        throw std::runtime_error("a digest in the database is damaged");
    Digest digest{};
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

std::vector<StreamKey> in_lock_order(std::vector<StreamKey> streams) {
    std::sort(streams.begin(), streams.end());
    streams.erase(std::unique(streams.begin(), streams.end()), streams.end());
    if (streams.size() > streams_per_write_max) throw std::logic_error("a write names too many streams");
    return streams;
}

Statement lock_statement(TxState& state, std::vector<StreamKey> const& streams) {
    // Few statement texts, so that they stay prepared: the last id fills up to a power of two.
    auto const places = std::bit_ceil(streams.size());
    Statement statement{state.texts.lock_streams(places, state.session.lock_clause()), {}};
    for (auto const& stream : streams) statement.parameters.emplace_back(stream.id);
    while (statement.parameters.size() < places) statement.parameters.emplace_back(streams.back().id);
    return statement;
}

void take_stream_rows(TxState& state, Rows const& rows) {
    for (auto const& row : rows) {
        auto& stream = state.streams.at(std::get<std::string>(row[0]));
        stream.seq = std::get<std::int64_t>(row[1]);
        stream.head = stream.seq == 0 ? Digest{} : to_digest(row[2]);
    }
}

// A stream that does not exist yet must still be locked against a second writer who creates it at the same time.
void create_streams(TxState& state, std::vector<StreamKey> const& missing) {
    auto const& sql = state.texts.insert_into("stream (id, kind, seq, head)", 4, 1, "ON CONFLICT (id) DO NOTHING");
    for (auto const& stream : missing) {
        state.session.execute({sql, {stream.id, stream.kind, std::int64_t{0}, Bytes(digest_bytes)}});
        state.streams.at(stream.id).created = true;
    }
    std::vector<Statement> const again{lock_statement(state, missing)};
    take_stream_rows(state, state.session.batch(again).front());
}

struct Opening {
    Rows receipt;
};

// The first round trip: locks, receipt, and the records that the story asked for.
Opening open_write(TxState& state) {
    auto const& request = state.request;
    auto const streams = in_lock_order(request.streams);
    std::vector<Statement> statements;
    for (auto const& stream : streams) state.streams[stream.id].kind = stream.kind;
    if (!streams.empty()) statements.push_back(lock_statement(state, streams));
    if (!request.key.empty()) statements.push_back({receipt_sql, {request.actor, request.command, request.key}});
    for (auto const& preload : request.preloads) {
        statements.push_back({state.texts.select_by_id(*preload.type), {preload.id}});
    }
    auto answers = state.session.batch(statements);
    auto answer = answers.begin();
    Opening opening;
    if (!streams.empty()) {
        auto const& found = *answer++;
        take_stream_rows(state, found);
        if (found.size() < streams.size()) {
            std::vector<StreamKey> missing;
            for (auto const& stream : streams) {
                bool const known = std::any_of(found.begin(), found.end(), [&](auto const& row) {
                    return std::get<std::string>(row[0]) == stream.id;
                });
                if (!known) missing.push_back(stream);
            }
            create_streams(state, missing);
        }
    }
    if (!request.key.empty()) opening.receipt = std::move(*answer++);
    for (auto const& preload : request.preloads) {
        auto& rows = *answer++;
        state.loaded[loaded_key(*preload.type, preload.id)] =
            rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
    }
    return opening;
}

// A repeated request is answered only to those who still may see whom it was about.
bool sees_all_charts(TxState& state) {
    auto const& request = state.request;
    return !request.sees_chart || std::all_of(request.streams.begin(), request.streams.end(), [&](auto const& stream) {
        return stream.kind != chart_stream_kind || request.sees_chart(state.session, stream.id);
    });
}

void seal_entries(TxState& state) {
    std::vector<Digest> digests;
    digests.reserve(state.receipts.size());
    for (auto const& receipt : state.receipts) digests.push_back(receipt_digest(receipt));
    for (auto& [entry, receipt] : state.entries) {
        state.receipts.at(receipt).covered = true;
        auto& stream = state.streams.at(entry.stream);
        entry.seq = ++stream.seq;
        entry.prev_hash = stream.head;
        entry.body_key.resize(body_key_bytes);
        state.randomness.fill(entry.body_key);
        entry.body_digest = digest_of(*entry.body, entry.body_key);
        entry.receipt_digest = digests.at(receipt);
        entry.hash = entry_hash(entry);
        stream.head = entry.hash;
        stream.changed = true;
    }
    // What changed nothing may run again, and a receipt that no entry covers could not be told from a forged one.
    std::erase_if(state.receipts, [](auto const& receipt) { return !receipt.covered; });
}

// Appends values by moving what may be moved; an initializer list would copy every one of them.
template <class... Values>
void append_values(SqlValues& parameters, Values&&... values) {
    (parameters.emplace_back(std::forward<Values>(values)), ...);
}

// Queues `count` rows as multi-row statements of the engine's preferred size, then one at a time.
template <class Text, class Append>
void queue_rows(Session& session, std::size_t count, Text const& text, Append const& append) {
    std::string const* sql = nullptr;
    std::size_t rows = 0;  // that sql takes
    for (std::size_t done = 0; done < count;) {
        auto const next = count - done >= session.rows_per_statement() ? session.rows_per_statement() : std::size_t{1};
        if (next != std::exchange(rows, next)) sql = &text(rows);
        Statement statement{*sql, {}};
        for (std::size_t i = 0; i < rows; ++i) append(statement.parameters, done + i);
        session.queue(std::move(statement), static_cast<std::int64_t>(rows));
        done += rows;
    }
}

// Neighbouring inserts into one table travel together; the order between tables is kept because foreign keys are
// checked at once.
void queue_records(TxState& state) {
    auto& rows = state.rows;
    for (std::size_t first = 0; first < rows.size();) {
        auto const& type = *rows[first].type;
        if (rows[first].version > 1) {
            Statement statement{state.texts.update(type), std::move(rows[first].values)};
            statement.parameters.emplace_back(rows[first].version - 1);
            state.session.queue(std::move(statement), 1);
            ++first;
            continue;
        }
        auto last = first;
        while (last < rows.size() && rows[last].type == &type && rows[last].version == 1) ++last;
        queue_rows(
            state.session, last - first,
            [&](std::size_t count) -> std::string const& { return state.texts.insert(type, count); },
            [&](SqlValues& parameters, std::size_t i) {
                auto& values = rows[first + i].values;
                std::move(values.begin(), values.end(), std::back_inserter(parameters));
            });
        first = last;
    }
}

void queue_journal(TxState& state) {
    constexpr std::string_view columns =
        "journal (stream, seq, at, actor, command, record_type, record_id, version, body, body_key, body_digest, "
        "receipt_digest, prev_hash, hash)";
    queue_rows(
        state.session, state.entries.size(),
        [&](std::size_t rows) -> std::string const& { return state.texts.insert_into(columns, 14, rows); },
        [&](SqlValues& p, std::size_t i) {
            auto& e = state.entries[i].entry;
            append_values(p, std::move(e.stream), e.seq, std::move(e.at), std::move(e.actor), std::move(e.command),
                          std::move(e.record_type), std::move(e.record_id), e.version, std::move(*e.body),
                          std::move(e.body_key), to_sql(e.body_digest), to_sql(e.receipt_digest), to_sql(e.prev_hash),
                          to_sql(e.hash));
        });
}

void queue_receipts(TxState& state) {
    queue_rows(
        state.session, state.receipts.size(),
        [&](std::size_t rows) -> std::string const& {
            return state.texts.insert_into("receipt (actor, command, key, request_digest, result, at)", 6, rows);
        },
        [&](SqlValues& p, std::size_t i) {
            auto& r = state.receipts[i];
            append_values(p, std::move(r.actor), std::move(r.command), std::move(r.key), to_sql(r.request_digest),
                          std::move(r.result), std::move(r.at));
        });
}

void queue_external_keys(TxState& state) {
    constexpr std::string_view replace = "ON CONFLICT (record_type, key) DO UPDATE SET record_id = excluded.record_id, "
                                         "content_digest = excluded.content_digest, version = excluded.version";
    queue_rows(
        state.session, state.external_keys.size(),
        [&](std::size_t rows) -> std::string const& {
            return state.texts.insert_into("external_key (record_type, key, record_id, content_digest, version)", 5,
                                           rows, replace);
        },
        [&](SqlValues& p, std::size_t i) {
            auto& k = state.external_keys[i];
            append_values(p, std::move(k.record_type), std::move(k.key), std::move(k.record_id),
                          to_sql(k.content_digest), k.version);
        });
}

void queue_streams(TxState& state) {
    std::vector<std::pair<std::string const, StreamState> const*> changed;
    for (auto const& stream : state.streams) {
        if (stream.second.changed) changed.push_back(&stream);
    }
    queue_rows(
        state.session, changed.size(),
        [&](std::size_t rows) -> std::string const& {
            return state.texts.insert_into("stream (id, kind, seq, head)", 4, rows,
                                           "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, head = excluded.head");
        },
        [&](SqlValues& p, std::size_t i) {
            auto const& [id, stream] = *changed[i];
            append_values(p, id, stream.kind, stream.seq, to_sql(stream.head));
        });
    // Locked for a record that was not put after all: every stream that stays has an entry that vouches for it.
    for (auto const& [id, stream] : state.streams) {
        if (!stream.created || stream.seq > 0) continue;
        state.session.queue({"DELETE FROM stream WHERE id = $1 AND seq = 0", {id}}, 1);
    }
}

}  // namespace

Result<Written> run_write(Session& session, SqlTexts& texts, WriteRequest const& request, Story const& story,
                          Clock const& clock, Randomness& randomness) {
    TxState state{.session = session, .request = request, .texts = texts, .randomness = randomness, .now = clock.now()};
    auto const opening = open_write(state);
    if (!opening.receipt.empty()) {
        auto const& row = opening.receipt.front();
        if (to_digest(row[0]) != request.request_digest) {
            return Error{ErrorCode::key_reused, "This idempotency key was used before with another request."};
        }
        if (!sees_all_charts(state)) return not_found(chart_stream_kind);
        return Written{Outcome::duplicate, std::get<std::string>(row[1])};
    }
    if (!request.key.empty()) {
        state.receipts.push_back(new_receipt(state, request.key, request.request_digest));
    }
    Tx tx(state);
    auto result = story(tx);
    if (!result) return result.error();
    if (!request.key.empty()) state.receipts.front().result = *result;
    seal_entries(state);
    queue_records(state);
    queue_journal(state);
    queue_receipts(state);
    queue_external_keys(state);
    queue_streams(state);
    return Written{Outcome::applied, std::move(*result)};
}

}  // namespace cairn
