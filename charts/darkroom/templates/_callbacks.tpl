{{/* The Secret with the keys of trainers' tokens. */}}
{{- define "darkroom.callbackKeys" -}}
{{ default (printf "%s-callback-keys" (include "darkroom.fullname" .)) .Values.callbackKeys.existingSecret }}
{{- end -}}
