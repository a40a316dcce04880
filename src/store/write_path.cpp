// The one write path: lock streams, look for the receipt, run the story, write everything together.
#include <algorithm>
#include <bit>
#include <deque>
#include <map>
#include <set>
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

using States = std::span<TxState* const>;

Statement lock_statement(TxState& any, std::vector<StreamKey> const& streams) {
    // Few statement texts, so that they stay prepared: the last id fills up to a power of two.
    auto const places = std::bit_ceil(streams.size());
    Statement statement{any.texts.lock_streams(places, any.session.lock_clause()), {}};
    for (auto const& stream : streams) statement.parameters.emplace_back(stream.id);
    while (statement.parameters.size() < places) statement.parameters.emplace_back(streams.back().id);
    return statement;
}

// The state whose write locked the stream; the streams of a group are disjoint.
TxState& owner_of(States states, std::string const& stream) {
    auto const at = std::find_if(states.begin(), states.end(),
                                 [&](TxState const* state) { return state->streams.contains(stream); });
    if (at == states.end()) throw std::logic_error("a stream was locked that nobody asked for");
    return **at;
}

void take_stream_rows(States states, Rows const& rows) {
    for (auto const& row : rows) {
        auto const& id = std::get<std::string>(row[0]);
        auto& stream = owner_of(states, id).streams.at(id);
        stream.seq = std::get<std::int64_t>(row[1]);
        stream.head = stream.seq == 0 ? Digest{} : to_digest(row[2]);
    }
}

// A stream that does not exist yet must still be locked against a second writer who creates it at the same time.
void create_streams(States states, std::vector<StreamKey> const& missing) {
    auto& any = *states.front();
    auto const& sql = any.texts.insert_into("stream (id, kind, seq, head)", 4, 1, "ON CONFLICT (id) DO NOTHING");
    for (auto const& stream : missing) {
        any.session.execute({sql, {stream.id, stream.kind, std::int64_t{0}, Bytes(digest_bytes)}});
        owner_of(states, stream.id).streams.at(stream.id).created = true;
    }
    std::vector<Statement> const again{lock_statement(any, missing)};
    take_stream_rows(states, any.session.batch(again).front());
}

std::vector<StreamKey> all_streams(States states) {
    std::vector<StreamKey> streams;
    for (auto* state : states) {
        for (auto const& stream : state->request.streams) {
            streams.push_back(stream);
            state->streams[stream.id].kind = stream.kind;
        }
    }
    return in_lock_order(std::move(streams));
}

// What the first round trip asks, and what becomes of each answer.
class Questions {
public:
    void ask(Statement statement, std::function<void(Rows&)> take) {
        statements_.push_back(std::move(statement));
        takers_.push_back(std::move(take));
    }
    void answer(Session& session) {
        auto answers = session.batch(statements_);
        for (std::size_t i = 0; i < answers.size(); ++i) takers_[i](answers[i]);
    }

private:
    std::vector<Statement> statements_;
    std::vector<std::function<void(Rows&)>> takers_;
};

void ask_for_locks(Questions& questions, States states, std::vector<StreamKey> const& streams,
                   std::vector<StreamKey>& missing) {
    if (streams.empty()) return;
    questions.ask(lock_statement(*states.front(), streams), [states, &streams, &missing](Rows& found) {
        take_stream_rows(states, found);
        if (found.size() == streams.size()) return;
        std::set<std::string_view> known;
        for (auto const& row : found) known.insert(std::get<std::string>(row[0]));
        for (auto const& stream : streams) {
            if (!known.contains(stream.id)) missing.push_back(stream);
        }
    });
}

void ask_for_sight(Questions& questions, TxState& state) {
    auto const& request = state.request;
    if (!request.sees_chart) return;
    for (auto const& stream : request.streams) {
        if (stream.kind != chart_stream_kind) continue;
        questions.ask(request.sees_chart(stream.id),
                      [&state, id = stream.id](Rows& rows) { state.charts_seen[id] = !rows.empty(); });
    }
}

// The records that the stories asked for, those of one type with one statement.
void ask_for_records(Questions& questions, States states) {
    std::map<RecordType const*, std::map<std::string, std::vector<TxState*>>> wanted;
    for (auto* state : states) {
        for (auto const& preload : state->request.preloads) wanted[preload.type][preload.id].push_back(state);
    }
    for (auto const& [type, by_id] : wanted) {
        auto const places = std::bit_ceil(by_id.size());
        Statement statement{states.front()->texts.select_by_ids(*type, places), {}};
        for (auto const& [id, askers] : by_id) {
            for (auto* state : askers) state->loaded[loaded_key(*type, id)] = std::nullopt;
            statement.parameters.emplace_back(id);
        }
        while (statement.parameters.size() < places) statement.parameters.emplace_back(by_id.rbegin()->first);
        questions.ask(std::move(statement), [type = type, by_id = by_id](Rows& rows) {
            auto const id_column = type->index_of("id");
            for (auto& row : rows) {
                auto const& id = std::get<std::string>(row[id_column]);
                for (auto* state : by_id.at(id)) state->loaded[loaded_key(*type, id)] = row;
            }
        });
    }
}

// The first round trip: locks, receipts, what each may see, and the records that the stories asked for.
void open_writes(States states, std::vector<Rows>& receipts) {
    auto const streams = all_streams(states);
    std::vector<StreamKey> missing;
    Questions questions;
    ask_for_locks(questions, states, streams, missing);
    for (std::size_t i = 0; i < states.size(); ++i) {
        auto const& request = states[i]->request;
        if (!request.key.empty()) {
            questions.ask({receipt_sql, {request.actor, request.command, request.key}},
                          [&receipts, i](Rows& rows) { receipts[i] = std::move(rows); });
        }
        ask_for_sight(questions, *states[i]);
    }
    ask_for_records(questions, states);
    questions.answer(states.front()->session);
    if (!missing.empty()) create_streams(states, missing);
}

// A repeated request is answered only to those who still may see whom it was about. A chart that does not exist is
// nobody's: whoever registers somebody without an id gets another one with each repetition.
bool sees_all_charts(TxState const& state) {
    return std::all_of(state.charts_seen.begin(), state.charts_seen.end(), [&](auto const& chart) {
        auto const stream = state.streams.find(chart.first);
        bool const is_new = stream != state.streams.end() && stream->second.created && stream->second.seq == 0;
        return chart.second || is_new;
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
// `expected` is how many rows each of them changes, nothing when nobody can know.
template <class Text, class Append>
void queue_rows(Session& session, std::size_t count, Text const& text, Append const& append,
                std::optional<std::int64_t> expected = 1) {
    std::string const* sql = nullptr;
    std::size_t rows = 0;  // that sql takes
    for (std::size_t done = 0; done < count;) {
        auto const next = count - done >= session.rows_per_statement() ? session.rows_per_statement() : std::size_t{1};
        if (next != std::exchange(rows, next)) sql = &text(rows);
        Statement statement{*sql, {}};
        for (std::size_t i = 0; i < rows; ++i) append(statement.parameters, done + i);
        session.queue(std::move(statement), expected ? *expected * static_cast<std::int64_t>(rows) : any_rows);
        done += rows;
    }
}

// The rows of a group in the order in which they are written. Within one write that is the story's own order, because
// foreign keys are checked at once. Among several writes inserts come before changes, those before what is taken back,
// and inserts into one table together; should that break a foreign key, the group fails and its members run alone.
enum class Step : std::uint8_t { insert, change, withdraw };

Step step_of(QueuedRow const& row) {
    if (row.withdrawn) return Step::withdraw;
    return row.version > 1 ? Step::change : Step::insert;
}

std::vector<QueuedRow*> rows_of(States states) {
    std::vector<QueuedRow*> rows;
    std::map<RecordType const*, std::size_t> order;
    for (auto* state : states) {
        for (auto& row : state->rows) {
            rows.push_back(&row);
            order.emplace(row.type, order.size());
        }
    }
    if (states.size() > 1) {
        std::stable_sort(rows.begin(), rows.end(), [&](QueuedRow const* a, QueuedRow const* b) {
            if (step_of(*a) != step_of(*b)) return step_of(*a) < step_of(*b);
            return step_of(*a) == Step::insert && order.at(a->type) < order.at(b->type);
        });
    }
    return rows;
}

void queue_withdrawals(Session& session, SqlTexts& texts, std::span<QueuedRow* const> rows) {
    auto const& type = *rows.front()->type;
    auto const append_id = [&](SqlValues& parameters, std::size_t i) { parameters.push_back(rows[i]->values.front()); };
    queue_rows(
        session, rows.size(),
        [&](std::size_t count) -> std::string const& { return texts.remove_external_keys(type, count); }, append_id,
        std::nullopt);
    queue_rows(
        session, rows.size(), [&](std::size_t count) -> std::string const& { return texts.remove(type, count); },
        append_id);
}

// Neighbouring inserts into one table travel together, and so do neighbouring withdrawals.
void queue_records(States states) {
    auto& session = states.front()->session;
    auto& texts = states.front()->texts;
    auto const rows = rows_of(states);
    for (std::size_t first = 0; first < rows.size();) {
        auto const& type = *rows[first]->type;
        if (step_of(*rows[first]) == Step::change) {
            Statement statement{texts.update(type), std::move(rows[first]->values)};
            statement.parameters.emplace_back(rows[first]->version - 1);
            session.queue(std::move(statement), 1);
            ++first;
            continue;
        }
        auto last = first;
        while (last < rows.size() && rows[last]->type == &type && step_of(*rows[last]) == step_of(*rows[first])) ++last;
        if (rows[first]->withdrawn) {
            queue_withdrawals(session, texts, std::span(rows).subspan(first, last - first));
            first = last;
            continue;
        }
        queue_rows(
            session, last - first, [&](std::size_t count) -> std::string const& { return texts.insert(type, count); },
            [&](SqlValues& parameters, std::size_t i) {
                auto& values = rows[first + i]->values;
                std::move(values.begin(), values.end(), std::back_inserter(parameters));
            });
        first = last;
    }
}

// The items of all states, one after the other.
template <class Item>
std::vector<Item*> items_of(States states, std::vector<Item> TxState::*items) {
    std::vector<Item*> all;
    for (auto* state : states) {
        for (auto& item : state->*items) all.push_back(&item);
    }
    return all;
}

void queue_journal(States states) {
    auto const entries = items_of(states, &TxState::entries);
    auto& texts = states.front()->texts;
    constexpr std::string_view columns =
        "journal (stream, seq, at, actor, command, record_type, record_id, version, body, body_key, body_digest, "
        "receipt_digest, prev_hash, hash)";
    queue_rows(
        states.front()->session, entries.size(),
        [&](std::size_t rows) -> std::string const& { return texts.insert_into(columns, 14, rows); },
        [&](SqlValues& p, std::size_t i) {
            auto& e = entries[i]->entry;
            append_values(p, std::move(e.stream), e.seq, std::move(e.at), std::move(e.actor), std::move(e.command),
                          std::move(e.record_type), std::move(e.record_id), e.version, std::move(*e.body),
                          std::move(e.body_key), to_sql(e.body_digest), to_sql(e.receipt_digest), to_sql(e.prev_hash),
                          to_sql(e.hash));
        });
}

void queue_receipts(States states) {
    auto const receipts = items_of(states, &TxState::receipts);
    queue_rows(
        states.front()->session, receipts.size(),
        [&](std::size_t rows) -> std::string const& {
            return states.front()->texts.insert_into("receipt (actor, command, key, request_digest, result, at)", 6,
                                                     rows);
        },
        [&](SqlValues& p, std::size_t i) {
            auto& r = *receipts[i];
            append_values(p, std::move(r.actor), std::move(r.command), std::move(r.key), to_sql(r.request_digest),
                          std::move(r.result), std::move(r.at));
        });
}

void queue_external_keys(Session& session, SqlTexts& texts, std::span<QueuedExternalKey* const> keys,
                         std::string_view tail) {
    queue_rows(
        session, keys.size(),
        [&](std::size_t rows) -> std::string const& {
            return texts.insert_into("external_key (record_type, key, record_id, content_digest, version)", 5, rows,
                                     tail);
        },
        [&](SqlValues& p, std::size_t i) {
            auto& k = *keys[i];
            append_values(p, std::move(k.record_type), std::move(k.key), std::move(k.record_id),
                          to_sql(k.content_digest), k.version);
        });
}

// The key of a new record must be new as well: two imports may bring in the same row at once, and one of them then
// breaks the constraint and looks again.
void queue_external_keys(States states) {
    constexpr std::string_view replace = "ON CONFLICT (record_type, key) DO UPDATE SET record_id = excluded.record_id, "
                                         "content_digest = excluded.content_digest, version = excluded.version";
    auto keys = items_of(states, &TxState::external_keys);
    auto const known =
        std::stable_partition(keys.begin(), keys.end(), [](auto const* key) { return key->version == 1; });
    auto& session = states.front()->session;
    auto& texts = states.front()->texts;
    queue_external_keys(session, texts, {keys.begin(), known}, "");
    queue_external_keys(session, texts, {known, keys.end()}, replace);
}

void queue_streams(States states) {
    std::vector<std::pair<std::string const, StreamState> const*> changed;
    for (auto const* state : states) {
        for (auto const& stream : state->streams) {
            if (stream.second.changed) changed.push_back(&stream);
        }
    }
    queue_rows(
        states.front()->session, changed.size(),
        [&](std::size_t rows) -> std::string const& {
            return states.front()->texts.insert_into(
                "stream (id, kind, seq, head)", 4, rows,
                "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, head = excluded.head");
        },
        [&](SqlValues& p, std::size_t i) {
            auto const& [id, stream] = *changed[i];
            append_values(p, id, stream.kind, stream.seq, to_sql(stream.head));
        });
}

// Locked for a record that was not put after all: every stream that stays has an entry that vouches for it.
void remove_unused_streams(States states) {
    for (auto* state : states) {
        for (auto const& [id, stream] : state->streams) {
            if (!stream.created || stream.seq > 0) continue;
            state->session.queue({"DELETE FROM stream WHERE id = $1 AND seq = 0", {id}}, 1);
        }
    }
}

// The outcome of one request whose streams are locked; what it writes is left in its state.
Result<Written> run_story(TxState& state, Story const& story, Rows const& receipt) {
    auto const& request = state.request;
    if (!receipt.empty()) {
        auto const& row = receipt.front();
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
    return Written{Outcome::applied, std::move(*result)};
}

}  // namespace

std::size_t run_writes(Session& session, SqlTexts& texts, WriteGroup group, Clock const& clock,
                       Randomness& randomness) {
    std::deque<TxState> states;
    std::vector<TxState*> all;
    for (auto const* member : group) {
        states.push_back({.session = session,
                          .request = member->request,
                          .texts = texts,
                          .randomness = randomness,
                          .now = clock.now()});
        all.push_back(&states.back());
    }
    std::vector<Rows> receipts(group.size());
    open_writes(all, receipts);
    std::vector<TxState*> applied;
    for (std::size_t i = 0; i < group.size(); ++i) {
        group[i]->outcome = run_story(*all[i], group[i]->story, receipts[i]);
        if (!*group[i]->outcome || (*group[i]->outcome)->outcome == Outcome::duplicate) continue;
        seal_entries(*all[i]);
        applied.push_back(all[i]);
    }
    if (!applied.empty()) {
        queue_records(applied);
        queue_journal(applied);
        queue_receipts(applied);
        queue_external_keys(applied);
        queue_streams(applied);
        remove_unused_streams(all);
    }
    return applied.size();
}

Result<Written> run_write(Session& session, SqlTexts& texts, WriteRequest const& request, Story const& story,
                          Clock const& clock, Randomness& randomness) {
    GroupedWrite one{.request = request, .story = story};
    GroupedWrite* const member = &one;
    run_writes(session, texts, {&member, 1}, clock, randomness);
    return *std::move(one.outcome);
}

}  // namespace cairn
