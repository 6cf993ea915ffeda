// Sends calls with net/http through go-vcr, which records them or, without a network, replays them.
// In: {"calls", "base", "cassette", "replay"} as JSON. Out: [[status, body in base64]] as JSON.
package main

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/dnaeon/go-vcr/recorder"
)

type job struct {
	Calls []struct {
		Path, Body string
		Headers    map[string]string
	}
	Base, Cassette string
	Replay         bool
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	var todo job
	must(json.NewDecoder(os.Stdin).Decode(&todo))
	mode := recorder.ModeRecording
	if todo.Replay {
		mode = recorder.ModeReplaying
	}
	vcr, err := recorder.NewAsMode(strings.TrimSuffix(todo.Cassette, ".yaml"), mode, nil)
	must(err)
	client := http.Client{Transport: vcr}
	answers := [][2]any{}
	for _, call := range todo.Calls {
		request, err := http.NewRequest("POST", todo.Base+call.Path, strings.NewReader(call.Body))
		must(err)
		for name, value := range call.Headers {
			request.Header.Set(name, value)
		}
		response, err := client.Do(request)
		must(err)
		body := io.Reader(response.Body)
		if response.Header.Get("Content-Encoding") == "gzip" {
			body, err = gzip.NewReader(body)
			must(err)
		}
		read, err := io.ReadAll(body)
		must(err)
		answers = append(answers, [2]any{response.StatusCode, read})
	}
	must(vcr.Stop())
	must(json.NewEncoder(os.Stdout).Encode(answers))
}
