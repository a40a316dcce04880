#include "access/organization_key.hpp"

#include <optional>

namespace cairn {
namespace {

constexpr std::string_view key_sql = "SELECT key FROM server_key WHERE name = $1";
// Of two processes that make it at the same time one wins, and both read what it wrote.
constexpr std::string_view new_key_sql =
    "INSERT INTO server_key (name, key) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

std::optional<Bytes> stored_key(Reader& reader, std::string_view name) {
    std::optional<Bytes> key;
    reader.each({key_sql, {std::string(name)}}, [&](Row const& row) {
        key = row.bytes(0);
        return false;
    });
    if (key && key->size() != organization_key_bytes) {
        throw DatabaseDamaged("a key of the organization does not have the length that it was made with");
    }
    return key;
}

}  // namespace

Bytes organization_key(Database& database, Randomness& randomness, std::string_view name) {
    std::optional<Bytes> key;
    database.read([&](Reader& reader) { key = stored_key(reader, name); });
    if (key) return *key;
    Bytes fresh(organization_key_bytes);
    randomness.fill(fresh);
    database.maintain([&](Maintenance& session) {
        session.execute({new_key_sql, {std::string(name), fresh}});
        key = stored_key(session, name);
    });
    return key.value();
}

}  // namespace cairn
