// A cursor that was not made here opens nothing; one that was made here comes back as it was.
#include "check.hpp"
#include "features/sync/sync.hpp"
#include "http/cursor.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace cairn;
    static SystemRandomness randomness;
    static Cursors const cursors(Bytes(cursor_key_bytes, 7), randomness);
    std::string_view const text(reinterpret_cast<char const*>(data), size);

    fuzz::demand(!cursors.open("sync", text), "what was not sealed here does not open");
    constexpr std::size_t sealable = cursor_characters_max / 2;
    if (text.size() < sealable) {
        auto const opened = cursors.open("sync", cursors.seal("sync", text));
        fuzz::demand(opened.has_value() && *opened == text, "what was sealed here opens");
    }
    constexpr std::string_view staff = "01900000-0000-7000-8000-000000000001";
    if (auto const cursor = SyncCursor::parse(text, staff)) {
        auto const again = SyncCursor::parse(cursor->text(staff), staff);
        fuzz::demand(again && again->seqs == cursor->seqs, "a sync cursor reads back as it was");
    }
    return 0;
}
