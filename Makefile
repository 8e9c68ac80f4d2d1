# Two commands do everything on a fresh Debian 12 or Raspberry Pi OS:
#   make run     set up and start the assistant with config.yaml
#   make test    set up and run every check and test
# CONFIG=my.yaml make run   starts with another configuration.

PYTHON ?= python3
CONFIG ?= config.yaml
VENV := .venv
BIN := $(VENV)/bin

# libportaudio2: microphone · espeak-ng: replies, and how unknown words sound · libasound2-plugins: PulseAudio and PipeWire
RUN_PACKAGES := python3-venv libportaudio2 libasound2-plugins espeak-ng
# Real parts for the tests: broker, its command-line tools, certificates, a sound server, systemd's own checker.
TEST_PACKAGES := $(RUN_PACKAGES) mosquitto mosquitto-clients openssl pulseaudio pulseaudio-utils systemd

.PHONY: run test check lint types unit setup setup-test demo-recordings train-speech clean help

help:
	@sed -n '1,4s/^# \{0,1\}//p' $(firstword $(MAKEFILE_LIST))

run: setup
	$(BIN)/assistant run $(CONFIG)

test: setup-test lint types unit

check: setup
	$(BIN)/assistant check $(CONFIG)

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-test
	$(BIN)/mypy

unit: setup-test
	$(BIN)/python -m pytest

setup: .stamp-run
setup-test: .stamp-test

.stamp-run: pyproject.toml constraints.txt scripts/system-packages
	@$(MAKE) --no-print-directory packages PACKAGES="$(RUN_PACKAGES)"
	@$(MAKE) --no-print-directory venv EXTRAS=
	@touch $@

.stamp-test: pyproject.toml constraints.txt scripts/system-packages
	@$(MAKE) --no-print-directory packages PACKAGES="$(TEST_PACKAGES)"
	@$(MAKE) --no-print-directory venv EXTRAS='[dev,bench,train,microwakeword]'
	@touch .stamp-run $@

.PHONY: packages venv
packages:
ifneq ($(SYSTEM_PACKAGES),skip)
	@scripts/system-packages $(PACKAGES)
endif

venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "python: 3.11 or newer is needed, $$($(PYTHON) --version) is here; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "python: installing into $(VENV)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.$(EXTRAS)'

# The bundled demonstration recordings, spoken anew by free synthetic voices (needs flite).
demo-recordings: setup
	@$(MAKE) --no-print-directory packages PACKAGES="flite"
	$(BIN)/python scripts/make_demo_recordings.py

# The speech model from nothing to models/artifacts/speech. CLONES: a folder with git clones of the
# repositories in models/speech/corpora.py, named owner+name. ENCODER: encoder_model.ort out of the
# package moonshine-voice 0.0.4 (MIT), the teacher's lower part. Run again, it goes on where it was cut.
# On two x86 cores: voices 3 h for 25 h of speech, teacher 1 h, student 0.4 s a step.
CLONES ?= ../clones
DATA ?= ../speech-data
ENCODER ?= $(DATA)/encoder_model.ort
STEPS ?= 30000
HOURS ?= 25
CORES ?= $(shell nproc)
PACKS := $(DATA)/packs/people $(DATA)/packs/synthetic
train-speech: setup
	@$(MAKE) --no-print-directory packages PACKAGES="flite espeak-ng festival"
	@$(MAKE) --no-print-directory venv EXTRAS='[train]'
	$(BIN)/python -m models.speech.corpora --clones $(CLONES) --out $(DATA)
	$(BIN)/python -m models.speech.voices --hours $(HOURS) --seed 11 --jobs $(CORES) --out $(DATA)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/people $(addprefix $(DATA)/,$(addsuffix .jsonl,kathleen librispeech gsc gsc2 dsp20))
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/synthetic $(DATA)/synthetic.jsonl
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/noise $(DATA)/musan.jsonl $(DATA)/esc10.jsonl
	$(BIN)/python -m models.speech.teacher encode --encoder $(ENCODER) --packs $(PACKS)
	$(BIN)/python -m models.speech.teacher head --packs $(PACKS) --run $(DATA)/runs/head
	$(BIN)/python -m models.speech.teacher teach --packs $(PACKS) --run $(DATA)/runs/head
	$(BIN)/python -m models.speech.train --packs $(PACKS) $(DATA)/packs/noise --run $(DATA)/runs/student --steps $(STEPS) --processes $(CORES) --distil 1.0 --rate 2e-3
	$(BIN)/python -m models.speech.export --run $(DATA)/runs/student --version $$(date +%Y%m%d)

clean:
	rm -rf $(VENV) .stamp-* *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
