<?php
/**
 * The gateway, over HTTP.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Calls the gateway through WordPress's own HTTP client.
 *
 * Every failure is a WP_Error whose code is the gateway's own code, or `aigw_not_configured`,
 * `aigw_unreachable`, `aigw_timeout`, `aigw_bad_answer`; its data are status, retry_after, request_id and hop.
 */
final class Gateway {

	const LARGEST_ANSWER = 16777216;

	/**
	 * The connection.
	 *
	 * @var Connection
	 */
	private $connection;

	/**
	 * Makes a client of a connection.
	 *
	 * @param Connection|null $connection The current one where none is given.
	 */
	public function __construct( ?Connection $connection = null ) {
		$this->connection = null === $connection ? Connection::current() : $connection;
	}

	/**
	 * Asks for a chat completion.
	 *
	 * @param array $body    As `POST /api/v1/chat` takes it. A `request_id` is added where there is none, and reused on a retry, so that nothing is billed twice.
	 * @param array $options timeout (seconds for one attempt), attribution (Attribution), retries (after the first attempt), claims (further claims), once_until (until when the same request id brings the same answer, see {@see Once}), later (whether the gateway may answer later: then the answer has `location` alone).
	 * @return array|WP_Error id, provider, model, data, usage, cost_usd; and request_id, replayed.
	 */
	public function chat( array $body, array $options = array() ) {
		$timeout = (float) ( $options['timeout'] ?? Patience::seconds() );
		$retries = (int) ( $options['retries'] ?? ( $timeout >= 10 ? 1 : 0 ) );
		$who     = $options['attribution'] ?? Attribution::now( (string) ( $options['feature'] ?? '' ) );
		if ( empty( $body['request_id'] ) ) {
			$body['request_id'] = wp_generate_uuid4();
		}
		if ( empty( $body['model'] ) && '' !== Settings::get( 'default_model' ) ) {
			$body['model'] = Settings::get( 'default_model' );
		}
		$body   += array( 'stream' => false );
		$claims  = (array) ( $options['claims'] ?? array() ) + Once::claims( (string) $body['request_id'], (int) ( $options['once_until'] ?? 0 ) );
		$started = microtime( true );
		$answer  = $this->ready( $body, $who );
		for ( $attempt = 0; ! is_wp_error( $answer ) && $attempt <= $retries; $attempt++ ) {
			$result = $this->send( 'POST', '/api/v1/chat', $body, $who, $timeout, $claims, empty( $options['later'] ) ? array() : array( 'prefer' => 'respond-async' ) );
			if ( ! is_wp_error( $result ) || $attempt === $retries || ! self::worth_a_retry( $result, $timeout ) ) {
				$answer = $result;
				break;
			}
		}
		if ( is_array( $answer ) && isset( $answer['location'] ) && ! empty( $options['later'] ) ) {
			return $answer;
		}
		if ( is_array( $answer ) && ! isset( $answer['data']['choices'] ) ) {
			$answer = self::error( 'aigw_bad_answer', __( 'The gateway answered with something that is no chat completion.', 'aigw' ), array( 'hop' => 'http', 'request_id' => $body['request_id'] ) );
		}
		if ( is_array( $answer ) ) {
			$answer += array( 'request_id' => $body['request_id'] );
		}
		self::tell( $answer, $body, $who, microtime( true ) - $started );
		return $answer;
	}

	/**
	 * Reads something of the gateway.
	 *
	 * @param string $path    Path, for example /api/v1/budget.
	 * @param array  $query   Query.
	 * @param float  $timeout Seconds.
	 * @return array|WP_Error
	 */
	public function get( string $path, array $query = array(), float $timeout = 3.0 ) {
		if ( ! $this->connection->configured() ) {
			return $this->not_configured();
		}
		return $this->send( 'GET', $path . ( $query ? '?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ) : '' ), null, Attribution::now(), $timeout, array() );
	}

	/**
	 * Sends something that is no call: it costs nothing, and is sent once more where that may help, so it must bear being repeated.
	 *
	 * @param string $path    Path, for example /api/v1/credentials/rotate.
	 * @param array  $body    Body with its `request_id`.
	 * @param array  $claims  Further claims of the token, for example its scope.
	 * @param float  $timeout Seconds for one attempt.
	 * @return array|WP_Error
	 */
	public function post( string $path, array $body, array $claims = array(), float $timeout = 15.0 ) {
		if ( ! $this->connection->configured() ) {
			return $this->not_configured();
		}
		$answer = $this->send( 'POST', $path, $body, Attribution::now(), $timeout, $claims );
		return is_wp_error( $answer ) && self::worth_a_retry( $answer, $timeout ) ? $this->send( 'POST', $path, $body, Attribution::now(), $timeout, $claims ) : $answer;
	}

	/**
	 * What must hold before anything is sent.
	 *
	 * @param array       $body The call.
	 * @param Attribution $who  Who it is for.
	 * @return WP_Error|true
	 */
	private function ready( array $body, Attribution $who ) {
		if ( ! $this->connection->configured() ) {
			return $this->not_configured();
		}
		/**
		 * Stops a call before the network: answer with a WP_Error.
		 *
		 * @param true|WP_Error $go   True.
		 * @param Attribution   $who  Who the call is for.
		 * @param array         $body The call.
		 */
		$go = apply_filters( 'aigw_before_call', true, $who, $body );
		return is_wp_error( $go ) ? $go : true;
	}

	/**
	 * One exchange; during a rotation with the other credential too, where the first is refused.
	 *
	 * @param string      $method  GET or POST.
	 * @param string      $path    Path and query.
	 * @param array|null  $body    Body.
	 * @param Attribution $who     Who it is for.
	 * @param float       $timeout Seconds.
	 * @param array       $claims  Further claims.
	 * @param array       $more    Further headers.
	 * @return array|WP_Error
	 */
	private function send( string $method, string $path, ?array $body, Attribution $who, float $timeout, array $claims, array $more = array() ) {
		$began  = microtime( true );
		$result = $this->exchange( $this->connection, $method, $path, $body, $who, $timeout, $claims, $more );
		$other  = $this->connection->alternate();
		if ( null === $other || ! is_wp_error( $result ) || 401 !== ( $result->get_error_data()['status'] ?? 0 ) ) {
			return $result;
		}
		$left = $timeout - ( microtime( true ) - $began );
		if ( $left < Patience::LEAST ) {
			return $result;
		}
		$second = $this->exchange( $other, $method, $path, $body, $who, $left, $claims, $more );
		if ( is_wp_error( $second ) && 401 === ( $second->get_error_data()['status'] ?? 0 ) ) {
			return $result;
		}
		if ( ! is_wp_error( $second ) ) {
			$other->prefer();
			$this->connection = $other;
		}
		return $second;
	}

	/**
	 * One request and its answer.
	 *
	 * @param Connection  $connection With which credential.
	 * @param string      $method     GET or POST.
	 * @param string      $path       Path and query.
	 * @param array|null  $body       Body.
	 * @param Attribution $who        Who it is for.
	 * @param float       $timeout    Seconds.
	 * @param array       $claims     Further claims.
	 * @param array       $more       Further headers.
	 * @return array|WP_Error
	 */
	private function exchange( Connection $connection, string $method, string $path, ?array $body, Attribution $who, float $timeout, array $claims, array $more ) {
		/**
		 * Claims of a token minted for a server-side call, for example `limits`.
		 *
		 * @param array       $claims user, feature, caller, role, and what the call adds.
		 * @param Attribution $who    Who the call is for.
		 */
		$claims   = (array) apply_filters( 'aigw_claims', $claims + $who->claims(), $who );
		$life     = isset( $claims['exp'] ) ? (int) $claims['exp'] - time() : 60;
		$headers  = array( 'authorization' => 'Bearer ' . $connection->bearer( $claims, $life ), 'accept' => 'application/json' ) + $who->headers() + $more;
		$response = wp_remote_request(
			$connection->url() . $path,
			array(
				'method'              => $method,
				'timeout'             => max( 0.1, $timeout ),
				'redirection'         => 0,
				'reject_unsafe_urls'  => ! $connection->trusted(),
				'headers'             => null === $body ? $headers : $headers + array( 'content-type' => 'application/json' ),
				'body'                => null === $body ? null : wp_json_encode( $body ),
				'limit_response_size' => self::LARGEST_ANSWER,
				'user-agent'          => 'aigw-wordpress/' . AIGW_VERSION,
			)
		);
		return is_wp_error( $response ) ? Answers::transport( $response, (string) ( $body['request_id'] ?? '' ) ) : Answers::read( $response, (string) ( $body['request_id'] ?? '' ) );
	}

	/**
	 * Whether a second attempt may help: the same request id joins the call in flight.
	 *
	 * @param WP_Error $error   What happened.
	 * @param float    $timeout Seconds that an attempt may take.
	 * @return bool
	 */
	private static function worth_a_retry( WP_Error $error, float $timeout ): bool {
		if ( 'aigw_timeout' === $error->get_error_code() ) {
			return true;
		}
		$data = (array) $error->get_error_data();
		if ( ! in_array( $data['status'] ?? 0, array( 409, 429, 502, 503, 504 ), true ) && 'aigw_unreachable' !== $error->get_error_code() ) {
			return false;
		}
		$wait = (float) ( $data['retry_after'] ?? 0.25 );
		if ( $wait > min( 5.0, $timeout / 4 ) ) {
			return false;
		}
		usleep( (int) ( 1e6 * $wait ) );
		return true;
	}

	/**
	 * Why nothing can be asked.
	 *
	 * @return WP_Error
	 */
	private function not_configured(): WP_Error {
		$problem = $this->connection->problem();
		return self::error( 'aigw_not_configured', null === $problem ? __( 'No gateway is connected yet. Paste a connect code under Settings > AI Gateway.', 'aigw' ) : $problem->get_error_message(), array( 'hop' => 'settings' ) );
	}

	/**
	 * An error with all of its data.
	 *
	 * @param string $code    Code.
	 * @param string $message What happened.
	 * @param array  $data    Data.
	 * @return WP_Error
	 */
	public static function error( string $code, string $message, array $data = array() ): WP_Error {
		return new WP_Error( $code, $message, $data + array( 'status' => 0, 'retry_after' => null, 'request_id' => '', 'hop' => '' ) );
	}

	/**
	 * Tells whoever listens of a call: never a prompt, never an answer.
	 *
	 * @param array|WP_Error $answer  What came of it.
	 * @param array          $body    The call.
	 * @param Attribution    $who     Who it was for.
	 * @param float          $seconds How long it took.
	 * @return void
	 */
	private static function tell( $answer, array $body, Attribution $who, float $seconds ) {
		$failed  = is_wp_error( $answer );
		$data    = $failed ? (array) $answer->get_error_data() : array();
		$summary = $who->claims() + array(
			'request_id' => $failed ? (string) ( $data['request_id'] ?? '' ) : $answer['request_id'],
			'model'      => $failed ? (string) ( $body['model'] ?? '' ) : (string) ( $answer['model'] ?? '' ),
			'cost_usd'   => $failed ? null : ( $answer['cost_usd'] ?? null ),
			'error'      => $failed ? (string) $answer->get_error_code() : '',
			'status'     => $failed ? (int) ( $data['status'] ?? 0 ) : 200,
			'asked'      => ! $failed || ( ! empty( $data['status'] ) && empty( $data['stopped'] ) ),
			'limit'      => $failed ? Limits::scope( $answer->get_error_message() ) : '',
			'wait'       => $failed ? (int) ceil( (float) ( $data['retry_after'] ?? 0 ) ) : 0,
			'ms'         => (int) round( 1000 * $seconds ),
		);
		$level = Settings::get( 'log_level' );
		if ( 'info' === $level || ( 'error' === $level && $failed && 'aigw_not_configured' !== $summary['error'] && defined( 'WP_DEBUG' ) && WP_DEBUG ) ) {
			error_log( 'aigw ' . wp_json_encode( $summary ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the site's log, as set.
		}
		/**
		 * A call to the gateway is over.
		 *
		 * @param array $summary feature, caller, role, user (opaque), request_id, model, cost_usd, error, status, asked (whether the gateway was reached), limit (of a refusal: 'user', 'feature', 'caller', 'role', or '' for the site's), wait (seconds), ms.
		 */
		do_action( 'aigw_called', $summary );
	}
}
