# Sends calls with Net::HTTP through Ruby VCR, which records them or, without a network, replays them.
# In: {"calls", "base", "cassette", "replay"} as JSON. Out: [[status, body in base64]] as JSON.
require "base64"
require "json"
require "net/http"
require "vcr"
require "zlib"

job = JSON.parse($stdin.read)
folder, file = File.split(job["cassette"])
VCR.configure do |config|
  config.cassette_library_dir = folder
  config.hook_into :webmock
end

options = { record: job["replay"] ? :none : :once, allow_unused_http_interactions: !job["replay"] }
answers = VCR.use_cassette(File.basename(file, ".yml"), options) do
  job["calls"].map do |call|
    address = URI(job["base"] + call["path"])
    request = Net::HTTP::Post.new(address, call["headers"])
    request.body = call["body"]
    response = Net::HTTP.start(address.host, address.port) { |http| http.request(request) }
    body = response.body
    body = Zlib::GzipReader.new(StringIO.new(body)).read if response["Content-Encoding"] == "gzip"
    [response.code.to_i, Base64.strict_encode64(body)]
  end
end
puts JSON.generate(answers)
