#include "http/static_files.hpp"

#include <gtest/gtest.h>

#include <zlib.h>

#include <fstream>

#include "base/temporary_folder.hpp"

namespace cairn {
namespace {

namespace fs = std::filesystem;

std::string gunzip(std::string const& packed) {
    z_stream stream{};
    ::inflateInit2(&stream, 15 + 16);
    std::string out(1U << 20U, '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<Bytef const*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ::inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::inflateEnd(&stream);
    return out;
}

class Folder : public testing::Test {
protected:
    Folder() {
        write("web/index.html", "<!doctype html>home");
        write("web/assets/app-3f2a.js", script_);
        write("secret.txt", "a secret");
    }
    void write(std::string const& name, std::string const& text) const {
        fs::create_directories((folder_.path() / name).parent_path());
        std::ofstream(folder_.path() / name, std::ios::binary) << text;
    }
    void load() {
        auto loaded = StaticFiles::from_folder(folder_.path() / "web");
        ASSERT_TRUE(loaded) << to_string(loaded.error());
        files_ = std::move(*loaded);
    }
    std::optional<HttpResponse> get(std::string const& path, std::vector<Header> headers = {}) const {
        return files_.answer({.method = "GET", .target = path, .headers = std::move(headers)}, path);
    }

    TemporaryFolder folder_;
    std::string script_ = "let x = 1;" + std::string(5000, ' ');
    StaticFiles files_;
};

TEST_F(Folder, ServesItsFilesWithTheirTypes) {
    load();
    auto const home = get("/");
    ASSERT_TRUE(home);
    EXPECT_EQ(home->body, "<!doctype html>home");
    EXPECT_EQ(home->header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(home->header("Cache-Control"), "no-cache");
    auto const script = get("/assets/app-3f2a.js");
    ASSERT_TRUE(script);
    EXPECT_EQ(script->header("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(script->header("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(script->body, script_);
}

TEST_F(Folder, CompressesForThoseWhoTakeIt) {
    load();
    std::string const path = "/assets/app-3f2a.js";
    auto const brotli = get(path, {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(brotli->header("Content-Encoding"), "br");
    EXPECT_LT(brotli->body.size(), 200U);
    auto const gzip = get(path, {{"Accept-Encoding", "gzip, br;q=0"}});
    EXPECT_EQ(gzip->header("Content-Encoding"), "gzip");
    EXPECT_EQ(gunzip(gzip->body), script_);
    EXPECT_EQ(gzip->header("Vary"), "Accept-Encoding");
    auto const plain = get(path, {{"Accept-Encoding", "identity"}});
    EXPECT_EQ(plain->header("Content-Encoding"), "");
    EXPECT_NE(plain->header("ETag"), gzip->header("ETag"));
    EXPECT_NE(brotli->header("ETag"), gzip->header("ETag"));
}

TEST_F(Folder, TakesCompressedSiblingsAsTheyAre) {
    write("web/assets/app-3f2a.js.br", "already compressed");
    load();
    auto const answer = get("/assets/app-3f2a.js", {{"Accept-Encoding", "br"}});
    EXPECT_EQ(answer->body, "already compressed");
    EXPECT_EQ(answer->header("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_FALSE(get("/assets/app-3f2a.js.br"));
}

TEST_F(Folder, SendsNothingTwice) {
    load();
    auto const first = get("/", {{"Accept-Encoding", "br"}});
    auto const again = get("/", {{"Accept-Encoding", "br"}, {"If-None-Match", std::string(first->header("ETag"))}});
    EXPECT_EQ(again->status, 304);
    EXPECT_TRUE(again->body.empty());
    EXPECT_EQ(get("/", {{"If-None-Match", "\"other\", W/" + std::string(first->header("ETag"))}})->status, 304);
    EXPECT_EQ(get("/", {{"If-None-Match", "\"other\""}})->status, 200);
}

TEST_F(Folder, AddressesOfTheAppGiveItsFirstPage) {
    load();
    std::vector<Header> const browser{{"Accept", "text/html,application/xhtml+xml"}};
    EXPECT_EQ(get("/participants/0190", browser)->body, "<!doctype html>home");
    EXPECT_FALSE(get("/participants/0190"));
    EXPECT_FALSE(get("/missing.js", browser));
    EXPECT_FALSE(get("/assets/missing", browser));
}

TEST_F(Folder, NothingLeadsOutOfIt) {
    fs::create_symlink(folder_.path() / "secret.txt", folder_.path() / "web" / "link.txt");
    fs::create_directory_symlink(folder_.path(), folder_.path() / "web" / "up");
    fs::create_symlink(folder_.path() / "web" / "index.html", folder_.path() / "web" / "same.html");
    write("web/.git/config", "hidden");
    load();
    for (auto const* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt",
                             "/assets/../../secret.txt", "//secret.txt", "/link.txt", "/up/secret.txt", "/.git/config",
                             "/%00index.html", "/index.html%00.txt", "/%", "/%ff", "/..\\secret.txt", "", "*"}) {
        auto const answer = get(path);
        EXPECT_FALSE(answer) << path << answer->body;
    }
    EXPECT_TRUE(get("/same.html"));
    EXPECT_TRUE(get("/%69ndex.html"));
}

TEST_F(Folder, OneWithoutAFirstPageIsRefused) {
    EXPECT_FALSE(StaticFiles::from_folder(folder_.path()));
    EXPECT_FALSE(StaticFiles::from_folder(folder_.path() / "nowhere"));
}

TEST(StaticFiles, NamesTypesByTheEndOfTheName) {
    EXPECT_EQ(content_type_of("/a/b.svg"), "image/svg+xml");
    EXPECT_EQ(content_type_of("/sw.js"), "text/javascript; charset=utf-8");
    EXPECT_EQ(content_type_of("/whatever"), "application/octet-stream");
}

}  // namespace
}  // namespace cairn
