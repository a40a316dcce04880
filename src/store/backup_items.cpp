#include "store/backup_items.hpp"

#include <bit>

namespace cairn {
namespace {

enum class CellKind : std::uint8_t { nothing, no, yes, integer, real, text, bytes };

struct PutCell {
    std::string& out;

    void operator()(std::monostate) const { kind(CellKind::nothing); }
    void operator()(bool value) const { kind(value ? CellKind::yes : CellKind::no); }
    void operator()(std::int64_t value) const {
        kind(CellKind::integer);
        put_number(out, static_cast<std::uint64_t>(value), 8);
    }
    void operator()(double value) const {
        kind(CellKind::real);
        put_number(out, std::bit_cast<std::uint64_t>(value), 8);
    }
    void operator()(std::string const& value) const {
        kind(CellKind::text);
        put_text(out, value);
    }
    void operator()(Bytes const& value) const {
        kind(CellKind::bytes);
        put_text(out, {reinterpret_cast<char const*>(value.data()), value.size()});
    }
    void kind(CellKind kind) const { out += static_cast<char>(kind); }
};

}  // namespace

void put_number(std::string& out, std::uint64_t number, int bytes) {
    for (int i = 0; i < bytes; ++i, number >>= 8U) out += static_cast<char>(number & 0xFFU);
}

void put_text(std::string& out, std::string_view text) {
    put_number(out, text.size(), 4);
    out += text;
}

void put_cell(std::string& out, SqlValue const& cell) { std::visit(PutCell{out}, cell); }

std::string_view ItemReader::take(std::size_t size) {
    if (failed_ || size > rest_.size()) {
        failed_ = true;
        rest_ = {};
        return {};
    }
    auto const taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
}

std::uint64_t ItemReader::number(int bytes) {
    std::uint64_t number = 0;
    unsigned shift = 0;
    for (auto const byte : take(static_cast<std::size_t>(bytes))) {
        number |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(byte)) << shift;
        shift += 8;
    }
    return number;
}

std::string_view ItemReader::text() { return take(number(4)); }

SqlValue ItemReader::cell() {
    switch (static_cast<CellKind>(number(1))) {
    case CellKind::nothing: return std::monostate{};
    case CellKind::no: return false;
    case CellKind::yes: return true;
    case CellKind::integer: return static_cast<std::int64_t>(number(8));
    case CellKind::real: return std::bit_cast<double>(number(8));
    case CellKind::text: return std::string(text());
    case CellKind::bytes: {
        auto const bytes = text();
        return Bytes(bytes.begin(), bytes.end());
    }
    }
    failed_ = true;
    return std::monostate{};
}

}  // namespace cairn
