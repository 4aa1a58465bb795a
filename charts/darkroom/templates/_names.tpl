{{/* The prefix of every object's name: the release's name, followed by the chart's unless the former contains it. */}}
{{- define "darkroom.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride -}}
{{- $release := contains $chart .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $chart) -}}
{{- default $release .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "darkroom.operator" -}}
{{ include "darkroom.fullname" . }}-operator
{{- end -}}

{{- define "darkroom.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "darkroom.operator" .) .Values.serviceAccount.name }}
{{- else -}}
{{ required "serviceAccount.name: name the service account to use, or set serviceAccount.create" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{- define "darkroom.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ default $.Chart.AppVersion .tag }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The labels that select the operator's pods. They never change, because a Deployment's selector is immutable. */}}
{{- define "darkroom.selector" -}}
app.kubernetes.io/name: darkroom
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "darkroom.gateway" -}}
{{ include "darkroom.fullname" . }}-gateway
{{- end -}}

{{- define "darkroom.gateway.serviceAccount" -}}
{{- with .Values.gateway.serviceAccount -}}
{{- if .create -}}
{{ default (include "darkroom.gateway" $) .name }}
{{- else -}}
{{ required "gateway.serviceAccount.name: name the service account to use, or set gateway.serviceAccount.create" .name }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The labels that select the gateway's pods, by which its replicas also find each other. */}}
{{- define "darkroom.gateway.selector" -}}
app.kubernetes.io/name: darkroom
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end -}}

{{- define "darkroom.gateway.labels" -}}
{{ include "darkroom.gateway.selector" . }}
{{ include "darkroom.commonLabels" . }}
{{- end -}}

{{- define "darkroom.labels" -}}
{{ include "darkroom.selector" . }}
{{ include "darkroom.commonLabels" . }}
{{- end -}}

{{- define "darkroom.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{/* The URL at which pods in the cluster reach the gateway. */}}
{{- define "darkroom.gateway.url" -}}
{{- $port := int .Values.gateway.service.port -}}
http://{{ include "darkroom.gateway" . }}.{{ .Release.Namespace }}.svc{{ if ne $port 80 }}:{{ $port }}{{ end }}
{{- end -}}

{{/* The operator's configuration file: the values, completed with settings from the release. */}}
{{- define "darkroom.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $pods := mergeOverwrite (dict "toolImage" (include "darkroom.image" .)) ($config.pods | default dict) -}}
{{- $_ := set $config "pods" $pods -}}
{{- if and .Values.gateway.enabled (not $config.gateway) -}}
{{- $_ := set $config "gateway" (dict "url" (include "darkroom.gateway.url" .)) -}}
{{- end -}}
{{- toPrettyJson $config -}}
{{- end -}}
